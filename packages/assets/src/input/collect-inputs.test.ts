import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTestFolder, siteFiles, type TestFolder } from '../test-support/test-folders.ts'
import { collectInputs, type Input } from './collect-inputs.ts'

let folder: TestFolder
beforeEach(async () => {
  folder = await makeTestFolder()
})
afterEach(() => folder[Symbol.asyncDispose]())

function site(path: string): Input[] {
  return [{ kind: 'site', folder: path }]
}

function files(path: string): Input[] {
  return [{ kind: 'files', folder: path }]
}

describe('collectInputs', () => {
  it('takes a built site and plain files, but nothing with a dot in front', async () => {
    const built = await folder.write('site', { ...siteFiles('one'), '.vite/manifest.json': '{}' })
    const plain = await folder.write('files', { 'deep/logo.svg': '<svg/>', '.gitkeep': '' })
    const found = await collectInputs([...site(built), ...files(plain)])
    expect(found.map(({ name, keepsName }) => [name, keepsName])).toEqual([
      ['assets/app-one00000.js', true],
      ['index.html', true],
      ['deep/logo.svg', false],
    ])
  })

  it('leaves out copies that a builder made, since it makes its own', async () => {
    const built = await folder.write('site', {
      ...siteFiles('one'),
      'assets/app-one00000.js.gz': 'x',
      'assets/app-one00000.js.br': 'x',
      'archive.gz': 'x',
    })
    const names = (await collectInputs(site(built))).map(({ name }) => name)
    expect(names).toEqual(['archive.gz', 'assets/app-one00000.js', 'index.html'])
  })

  it('follows a link to a file in the folder, as in a mounted ConfigMap', async () => {
    const plain = await folder.write('files', { '..data/logo.svg': '<svg/>' })
    await symlink('..data/logo.svg', join(plain, 'logo.svg'))
    expect((await collectInputs(files(plain))).map(({ name }) => name)).toEqual(['logo.svg'])
  })
})

describe('collectInputs refuses, in one sentence', () => {
  it('a folder that is missing', async () => {
    const missing = join(folder.path, 'missing')
    await expect(collectInputs(site(missing))).rejects.toThrow(
      `Cannot read ${missing}: there is no such file or folder.`,
    )
  })

  it('a file in place of a folder', async () => {
    await writeFile(join(folder.path, 'file'), '')
    await expect(collectInputs(files(join(folder.path, 'file')))).rejects.toThrow(
      'a part of its path is not a folder.',
    )
  })

  it('nothing at all', async () => {
    const empty = await folder.write('empty', {})
    await expect(collectInputs(files(empty))).rejects.toThrow(`Expected files in ${empty}.`)
  })

  it('a link out of the folder', async () => {
    const plain = await folder.write('files', { 'a.txt': 'a' })
    await symlink('/etc/passwd', join(plain, 'passwd'))
    await expect(collectInputs(files(plain))).rejects.toThrow(/passwd is a link out of /)
  })

  it('a link out of the folder to one whose name begins alike', async () => {
    const plain = await folder.write('files', { 'a.txt': 'a' })
    await folder.write('files-secret', { key: 'secret' })
    await symlink('../files-secret/key', join(plain, 'key'))
    await expect(collectInputs(files(plain))).rejects.toThrow(/key is a link out of /)
  })

  it('a link to nowhere, to a folder, and round in a circle', async () => {
    const plain = await folder.write('files', {})
    await symlink('nowhere', join(plain, 'link'))
    await expect(collectInputs(files(plain))).rejects.toThrow(/link: there is no such file/)
    const other = await folder.write('other', { 'inside/a.txt': 'a' })
    await symlink('inside', join(other, 'link'))
    await expect(collectInputs(files(other))).rejects.toThrow(/link is a link to a folder/)
    const third = await folder.write('third', {})
    await symlink('link', join(third, 'link'))
    await expect(collectInputs(files(third))).rejects.toThrow(/go round in a circle/)
  })

  it('what is neither file nor folder', async () => {
    const plain = await folder.write('files', {})
    const server = createServer()
    await new Promise<void>((resolve) => {
      server.listen(join(plain, 'socket'), resolve)
    })
    await expect(collectInputs(files(plain))).rejects.toThrow(/socket is neither a file nor/)
    await new Promise((resolve) => {
      server.close(resolve)
    })
  })

  it.each(['a\nb', 'a\\b', 'a\u0007', 'a\uFFFDb'])('an odd name: %j', async (name) => {
    const plain = await folder.write('files', { [name]: 'a' })
    await expect(collectInputs(files(plain))).rejects.toThrow(/^The name ".*Rename it\.$/)
  })

  it('a name that is too long once it has a hash', async () => {
    const plain = await folder.write('files', { ['é'.repeat(101)]: 'a' })
    await expect(collectInputs(files(plain))).rejects.toThrow('longer than 200 bytes')
  })

  it('folders in folders without end', async () => {
    const plain = await folder.write('files', {})
    await mkdir(join(plain, 'a/'.repeat(40)), { recursive: true })
    await expect(collectInputs(files(plain))).rejects.toThrow('more than 32 folders deep')
  })

  it('an asset whose name does not change with its content', async () => {
    const built = await folder.write('site', { ...siteFiles('one'), 'assets/logo.png': 'x' })
    await expect(collectInputs(site(built))).rejects.toThrow(
      /logo.png has no hash of its content in its name/,
    )
  })

  it('a site with a file where the manifest goes', async () => {
    const built = await folder.write('site', { ...siteFiles('one'), 'manifest.json': '{}' })
    await expect(collectInputs(site(built))).rejects.toThrow(/Rename it, to manifest.webmanifest/)
  })

  it('a page whose script is not there: half a build', async () => {
    const { 'index.html': page = '' } = siteFiles('one')
    const built = await folder.write('site', { 'index.html': page })
    await expect(collectInputs(site(built))).rejects.toThrow(
      /index.html needs assets\/app-one00000.js, which is not there. Build it again./,
    )
  })

  it('two files of one name', async () => {
    const built = await folder.write('site', { ...siteFiles('one'), 'logo.svg': '<svg/>' })
    const plain = await folder.write('files', { 'logo.svg': '<svg/>' })
    await expect(collectInputs([...site(built), ...files(plain)])).rejects.toThrow(
      /would have the same name, logo.svg. Rename one./,
    )
  })
})
