import {
  chmod,
  cp,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Input } from '../input/collect-inputs.ts'
import { parseManifest } from '../manifest.ts'
import { pruneReleases } from '../prune/prune-releases.ts'
import { makeTestFolder, siteFiles, type TestFolder } from '../test-support/test-folders.ts'
import { verifyReleases } from '../verify/verify-releases.ts'
import { publishRelease } from './publish-release.ts'

let folder: TestFolder
let target: string
beforeEach(async () => {
  folder = await makeTestFolder()
  target = join(folder.path, 'target')
})
afterEach(() => folder[Symbol.asyncDispose]())

async function site(version: string): Promise<Input> {
  return { kind: 'site', folder: await folder.write(`site-${version}`, siteFiles(version)) }
}

async function files(contents: Record<string, string>): Promise<Input> {
  const path = join(folder.path, 'files')
  await rm(path, { recursive: true, force: true })
  return { kind: 'files', folder: await folder.write('files', contents) }
}

async function manifest() {
  return parseManifest(await readFile(join(target, 'current', 'manifest.json'), 'utf8'), 'current')
}

async function problems(): Promise<readonly string[]> {
  const { releases } = await verifyReleases({ target, all: true })
  return releases.flatMap((release) => release.problems)
}

async function publishFour(): Promise<void> {
  for (const version of ['one', 'two', 'three', 'four']) {
    await publishRelease({ target, inputs: [await site(version)] })
  }
}

const SCRIPT = 'assets/app-one00000.js'

describe('publishRelease', () => {
  it('leads from names to files, with sizes, digests and copies', async () => {
    const inputs = [await site('one'), await files({ 'deep/Our Logo.svg': '<svg/>' })]
    const published = await publishRelease({ target, inputs })
    expect(published).toMatchObject({ files: 3, reused: 0, pruned: { kept: [] } })
    const { files: entries, release } = await manifest()
    expect(release).toBe(published.release)
    expect(Object.keys(entries)).toEqual([SCRIPT, 'deep/Our Logo.svg', 'index.html'])
    expect(entries['index.html']).toMatchObject({ path: '/index.html', encodings: {} })
    expect(entries['deep/Our Logo.svg']?.path).toMatch(/^\/assets\/Our-Logo-[0-9a-f]{16}\.svg$/)
    expect(entries[SCRIPT]).toEqual({
      path: `/${SCRIPT}`,
      size: 1007,
      integrity: expect.stringMatching(/^sha384-.{64}$/),
      encodings: { zstd: expect.any(Number), br: expect.any(Number), gzip: expect.any(Number) },
    })
    expect(await readlink(join(target, 'current'))).toBe(`releases/${release}`)
    expect(await problems()).toEqual([])
  })

  it('gives a file and its copies one time, which its content decides', async () => {
    await publishRelease({ target, inputs: [await site('one')] })
    const names = ['', '.br', '.gz', '.zst'].map((suffix) => join(target, SCRIPT + suffix))
    const times = await Promise.all(names.map(async (name) => (await stat(name)).mtimeMs))
    expect(new Set(times).size).toBe(1)
    const other = join(folder.path, 'other')
    await publishRelease({ target: other, inputs: [await site('one')] })
    expect((await stat(join(other, SCRIPT))).mtimeMs).toBe(times[0])
    const page = join('current', 'index.html')
    const before = (await stat(join(target, page))).mtimeMs
    await publishRelease({ target, inputs: [await site('two')] })
    expect((await stat(join(target, page))).mtimeMs).not.toBe(before)
  })

  it('keeps what is there, and the files of earlier releases', async () => {
    const logo = await files({ 'logo.svg': '<svg/>' })
    await publishRelease({ target, inputs: [await site('one'), logo] })
    const before = await stat(join(target, SCRIPT))
    expect(await publishRelease({ target, inputs: [await site('two'), logo] })).toMatchObject({
      files: 3,
      reused: 1,
    })
    expect((await stat(join(target, SCRIPT))).ino).toBe(before.ino)
    expect(await problems()).toEqual([])
  })

  it('stores a content once, whatever it is called', async () => {
    const twice = await files({ 'a/logo.svg': '<svg/>', 'b/logo.svg': '<svg/>' })
    await publishRelease({ target, inputs: [twice] })
    const { files: entries } = await manifest()
    expect(entries['a/logo.svg']).toEqual(entries['b/logo.svg'])
    expect(await readdir(join(target, 'assets'))).toHaveLength(1)
  })

  it('does not count what has not changed as another release', async () => {
    const inputs = [await site('one'), await files({ 'logo.svg': '<svg/>' })]
    const first = await publishRelease({ target, inputs })
    expect(await publishRelease({ target, inputs, keep: 0, graceMs: 0 })).toMatchObject({
      release: first.release,
      isUnchanged: true,
      reused: 2,
    })
    expect(await readdir(join(target, 'releases'))).toEqual([first.release])
    expect(await problems()).toEqual([])
  })

  it('says how far it has come', async () => {
    const seen: number[] = []
    await publishRelease({
      target,
      inputs: [await site('one')],
      onProgress: ({ doneBytes, totalBytes }) => seen.push(doneBytes / totalBytes),
    })
    expect(seen.at(0)).toBe(0)
    expect(seen.at(-1)).toBe(1)
    expect(seen).toEqual(seen.toSorted((one, other) => one - other))
  })

  it('makes what was damaged whole again', async () => {
    await publishRelease({ target, inputs: [await site('one')] })
    await writeFile(join(target, `${SCRIPT}.br`), 'nonsense')
    await rm(join(target, `${SCRIPT}.gz`))
    expect(await problems()).toHaveLength(2)
    await publishRelease({ target, inputs: [await site('one')] })
    expect(await problems()).toEqual([])
    await writeFile(join(target, SCRIPT), 'nonsense')
    await publishRelease({ target, inputs: [await site('one')] })
    expect(await problems()).toEqual([])
    await rm(join(target, 'current', 'index.html'))
    const again = { target, inputs: [await site('one')], keep: 0, graceMs: 0 }
    expect(await publishRelease(again)).toMatchObject({ isUnchanged: false })
    expect(await problems()).toEqual([])
  })

  it('ends when it is told to, and nothing has happened', async () => {
    await publishRelease({ target, inputs: [await site('one')] })
    const stop = new AbortController()
    const stopped = publishRelease({
      target,
      inputs: [await site('two')],
      signal: stop.signal,
      onProgress: () => stop.abort(),
    })
    await expect(stopped).rejects.toMatchObject({ code: 'CSTORE_ASSETS_STOPPED' })
    expect((await manifest()).files).toHaveProperty([SCRIPT])
    expect(await readdir(join(target, '.cstore'))).toEqual([])
    expect(await problems()).toEqual([])
  })

  it('lets several publish at the same time, one after the other', async () => {
    const versions = ['one', 'two', 'three', 'four']
    const inputs = await Promise.all(versions.map((version) => site(version)))
    await Promise.all(inputs.map((input) => publishRelease({ target, inputs: [input] })))
    expect(await readdir(join(target, 'releases'))).toHaveLength(4)
    expect(await problems()).toEqual([])
  })
})

describe('publishRelease refuses', () => {
  it('an asset that was published with another content', async () => {
    await publishRelease({ target, inputs: [await site('one')] })
    const changed = await folder.write('changed', { ...siteFiles('one'), [SCRIPT]: 'other' })
    const inputs: Input[] = [{ kind: 'site', folder: changed }]
    await expect(publishRelease({ target, inputs })).rejects.toThrow(
      `${SCRIPT} was published before with another content, and browsers keep ${SCRIPT} for a year.`,
    )
    expect(await problems()).toEqual([])
  })

  it('a folder that holds something else, so that nothing of it can be pruned', async () => {
    await folder.write('target', { 'assets/mine.txt': 'mine' })
    const inputs = [await site('one')]
    await expect(publishRelease({ target, inputs })).rejects.toThrow(
      `${target} holds other files (assets). Name an empty folder to publish into.`,
    )
    expect(await readdir(target)).toEqual(['assets'])
  })

  it('a target in the folder that is published, and the other way round', async () => {
    const { folder: outer } = await site('one')
    for (const inner of [join(outer, 'target'), folder.path]) {
      const inputs: Input[] = [{ kind: 'site', folder: outer }]
      await expect(publishRelease({ target: inner, inputs })).rejects.toThrow(/lie in each other/)
    }
  })

  it('a target that is a file', async () => {
    await writeFile(target, '')
    await expect(publishRelease({ target, inputs: [await site('one')] })).rejects.toThrow(
      `Cannot write ${target}: something of that name is in the way.`,
    )
  })

  it('a link in place of its own that leads elsewhere', async () => {
    await publishRelease({ target, inputs: [await site('one')] })
    await rm(join(target, 'current'))
    await symlink('/etc', join(target, 'current'))
    await expect(verifyReleases({ target })).rejects.toThrow(/is not the link that it should be/)
  })

  it('takes a new volume as it is', async () => {
    await mkdir(join(target, 'lost+found'), { recursive: true })
    await publishRelease({ target, inputs: [await site('one')] })
    expect(await problems()).toEqual([])
  })
})

describe('pruneReleases', () => {
  it('takes away releases and their files, but not what a kept one needs', async () => {
    const logo = await files({ 'logo.svg': '<svg/>' })
    await publishRelease({ target, inputs: [await site('one'), logo] })
    await publishRelease({ target, inputs: [await site('two'), logo] })
    await publishRelease({ target, inputs: [await site('three'), logo] })
    const pruned = await pruneReleases({ target, keep: 1, graceMs: 0 })
    expect(pruned).toMatchObject({ kept: [expect.any(String)], removedFiles: 4 })
    expect(pruned.removedReleases).toHaveLength(1)
    const names = await readdir(join(target, 'assets'))
    expect(names.filter((name) => name.includes('one'))).toEqual([])
    expect(names.filter((name) => name.startsWith('logo'))).toHaveLength(1)
    expect(await problems()).toEqual([])
  })

  it('takes nothing away within the grace period', async () => {
    await publishFour()
    expect(await pruneReleases({ target, keep: 0, graceMs: 60_000 })).toMatchObject({
      removedReleases: [],
      removedFiles: 0,
    })
  })

  it('takes away what a killed publisher left, and empty folders', async () => {
    await publishFour()
    await folder.write('target', { 'assets/deep/left-12345678.js': 'x', '.cstore/work-x/a': 'x' })
    expect(await pruneReleases({ target, keep: 9, graceMs: 0 })).toMatchObject({ removedFiles: 1 })
    expect(await readdir(join(target, 'assets'))).not.toContain('deep')
    expect(await readdir(join(target, '.cstore'))).toEqual([])
  })

  it('does not keep what was never served in the place of what was', async () => {
    await publishFour()
    const releases = await readdir(join(target, 'releases'))
    // As left by a publisher that was killed before it replaced the link.
    const never = '29990101T000000000Z-000000'
    await cp(join(target, 'current'), join(target, 'releases', never), { recursive: true })
    const { kept, removedReleases } = await pruneReleases({ target, keep: 1, graceMs: 0 })
    expect(removedReleases).toContain(never)
    expect(kept).toEqual([releases.toSorted().at(-2)])
    expect(await problems()).toEqual([])
  })

  it('takes nothing away when a kept release cannot say what it needs', async () => {
    await publishFour()
    const [oldest = ''] = (await readdir(join(target, 'releases'))).toSorted()
    await writeFile(join(target, 'releases', oldest, 'manifest.json'), '{}')
    const before = await readdir(join(target, 'assets'))
    await expect(pruneReleases({ target, keep: 9, graceMs: 0 })).rejects.toMatchObject({
      code: 'CSTORE_ASSETS_DAMAGED',
    })
    expect(await readdir(join(target, 'assets'))).toEqual(before)
    // Publishing goes on, and says that it could not prune.
    const published = await publishRelease({ target, inputs: [await site('five')], keep: 9 })
    expect(published).toMatchObject({
      pruned: null,
      pruneProblem: expect.stringContaining('manifest of release'),
    })
  })

  it('has nothing to do where nothing was published', async () => {
    await expect(pruneReleases({ target })).rejects.toThrow(
      `Nothing has been published into ${target}.`,
    )
  })
})

describe('verifyReleases', () => {
  it.each([
    ['a byte that changed', SCRIPT, 'has another content'],
    ['a copy that changed', `${SCRIPT}.br`, /has another content|cannot be read/],
    ['a page that changed', 'current/index.html', 'has another content'],
  ])('notices %s', async (_what, name, problem) => {
    await publishRelease({ target, inputs: [await site('one')] })
    const path = join(target, name)
    const { mtime } = await stat(path)
    const bytes = await readFile(path)
    bytes[30] = (bytes[30] ?? 0) ^ 1
    await writeFile(path, bytes)
    await utimes(path, mtime, mtime)
    expect(await problems()).toEqual([expect.stringMatching(problem)])
  })

  it('notices what is missing, cut short or touched', async () => {
    await publishRelease({ target, inputs: [await site('one')] })
    await rm(join(target, SCRIPT))
    await writeFile(join(target, `${SCRIPT}.gz`), '')
    await chmod(join(target, `${SCRIPT}.zst`), 0o600)
    await writeFile(join(target, `${SCRIPT}.zst`), await readFile(join(target, `${SCRIPT}.zst`)))
    expect(await problems()).toEqual([
      expect.stringMatching(/app-one00000.js is missing/),
      expect.stringMatching(/app-one00000.js.zst has another time/),
      expect.stringMatching(/app-one00000.js.gz should have \d+ bytes, but has 0/),
    ])
  })

  it('does not follow a manifest out of the release', async () => {
    await publishRelease({ target, inputs: [await site('one')] })
    const path = join(target, 'current', 'manifest.json')
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.replace('"/index.html"', '"/../../../secret"'))
    expect(await problems()).toContainEqual(expect.stringContaining('no such file is missing'))
  })
})
