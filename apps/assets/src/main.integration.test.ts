import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { runCommand, startCommand } from '../test/run-command.ts'
import {
  makeTestFolder,
  scriptName,
  siteFiles,
  type TestFolder,
  writeFiles,
} from '../test/test-site.ts'

let folder: TestFolder
let site: string
let target: string
beforeEach(async () => {
  folder = await makeTestFolder()
  site = join(folder.path, 'site')
  target = join(folder.path, 'target')
  await writeFiles(site, siteFiles('one'))
  await mkdir(join(folder.path, 'none'))
})
afterEach(() => folder[Symbol.asyncDispose]())

/** Without what somebody may have put into the folder for files of their own. */
function publish(...more: string[]): string[] {
  const none = join(folder.path, 'none')
  return ['publish', '--target', target, '--site', site, '--files', none, ...more]
}

describe('cstore-assets', () => {
  it('prints its version', async () => {
    expect(await runCommand(['--version'])).toEqual({
      exitCode: 0,
      stdout: `${packageJson.version}\n`,
      stderr: '',
    })
  })

  it('says by its exit code that it was used wrongly', async () => {
    expect(await runCommand(['publsh'])).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining("unknown command 'publsh'"),
    })
  })
})

describe('publish', () => {
  it('says what is served now', async () => {
    const first = await runCommand(publish())
    expect(first).toMatchObject({ exitCode: 0, stdout: '' })
    expect(first.stderr).toMatch(
      /^\d{8}T\d{9}Z-\w{6} is served: 3 files, 6\.\d kB; 0 were there already\.\n0 earlier releases kept, /,
    )
    expect((await runCommand(publish())).stderr).toMatch(
      /^\S+ is served already, nothing has changed: 3 files, 6\.\d kB\.\n/,
    )
    await writeFile(join(site, 'robots.txt'), 'User-agent: *')
    expect((await runCommand(publish())).stderr).toMatch(
      /1 were there already\.\n1 earlier release kept/,
    )
  })

  it('tells scripts by JSON, and nothing else if it is to be quiet', async () => {
    const { stdout, stderr } = await runCommand(publish('--json', '--quiet'))
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({ files: 3, reused: 0, pruned: { kept: [] } })
  })

  it('takes plain files alone, of several folders', async () => {
    const [one = '', two = ''] = ['one', 'two'].map((name) => join(folder.path, name))
    await writeFiles(one, { 'logo.svg': '<svg/>' })
    await writeFiles(two, { 'terms.pdf': '%PDF' })
    const args = ['publish', '--target', target, '--no-site', '--files', one, '--files', two]
    expect(await runCommand([...args, '--json'])).toMatchObject({ exitCode: 0 })
    const manifest = await readFile(join(target, 'current', 'manifest.json'), 'utf8')
    expect(JSON.parse(manifest)).toHaveProperty(['files', 'logo.svg', 'path'])
    expect(JSON.parse(manifest)).toHaveProperty(['files', 'terms.pdf', 'path'])
  })

  it('refuses what it cannot publish, in one sentence, and goes on serving', async () => {
    await runCommand(publish())
    await symlink('/etc/passwd', join(site, 'passwd'))
    const { exitCode, stderr } = await runCommand(publish())
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^\S+passwd is a link out of \S+site\.\n$/)
    expect((await runCommand(['verify', '--target', target])).exitCode).toBe(0)
  })

  it('says where it may not write', async () => {
    const { exitCode, stderr } = await runCommand([
      'publish',
      '--target',
      '/sys/cstore',
      '--site',
      site,
    ])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(
      /^Cannot write \/sys\/cstore: (permission denied|the file system is read-only)\.\n$/,
    )
  })

  it('says whom it waits for, and stops when it is asked to', async () => {
    await runCommand(publish())
    await writeFile(join(target, '.cstore', 'lock'), 'id gone.example, process 1')
    const { child, ended } = startCommand(publish('--wait', '1s'))
    const said = new Promise<string>((resolve) => {
      child.stderr.once('data', (text: Buffer) => resolve(text.toString()))
    })
    expect(await said).toBe('Waiting for another publisher (gone.example, process 1) …\n')
    child.kill('SIGTERM')
    expect((await ended).exitCode).toBe(143)
  })

  it('ends when it is asked to, without a trace', async () => {
    // Enough for seconds of compression.
    const words = Array.from({ length: 400_000 }, (_, index) => (index * 7919) % 100_003).join(' ')
    await writeFile(join(site, 'words.txt'), words)
    const { child, ended } = startCommand(publish())
    const work = join(target, '.cstore')
    await expect.poll(() => hasBegun(work), { timeout: 10_000 }).toBe(true)
    child.kill('SIGTERM')
    expect(await ended).toEqual({
      exitCode: 143,
      stdout: '',
      stderr: 'Stopped: nothing was published.\n',
    })
    expect(await readdir(work)).toEqual([])
  })
})

async function hasBegun(work: string): Promise<boolean> {
  const names = await readdir(work, { recursive: true }).catch(() => [])
  return names.some((name) => name.endsWith('/files/0'))
}

describe('verify', () => {
  it('tells what is damaged, and by its exit code', async () => {
    await runCommand(publish())
    const verify = ['verify', '--target', target, '--all']
    const whole = await runCommand(verify)
    expect(whole).toMatchObject({ exitCode: 0, stdout: '' })
    expect(whole.stderr).toMatch(/^\S+ is whole: 3 files. It is served.\n$/)
    await writeFile(join(target, scriptName('one')), 'nonsense')
    const damaged = await runCommand([...verify, '--json'])
    expect(damaged.exitCode).toBe(1)
    expect(damaged.stderr).toMatch(/\.js should have 5007 bytes, but has 8\.\n$/)
    expect(JSON.parse(damaged.stdout)).toMatchObject([{ isCurrent: true, files: 3 }])
  })

  it('has nothing to say of a folder that is no target', async () => {
    const { exitCode, stderr } = await runCommand(['verify', '--target', site])
    expect(exitCode).toBe(2)
    expect(stderr).toBe(`Nothing has been published into ${site}.\n`)
  })
})

describe('prune', () => {
  it('takes away what is old', async () => {
    await runCommand(publish())
    await writeFile(join(site, 'robots.txt'), 'User-agent: *')
    await runCommand(publish())
    const { stderr } = await runCommand([
      'prune',
      '--target',
      target,
      '--keep',
      '0',
      '--grace',
      '0s',
    ])
    expect(stderr).toBe('0 earlier releases kept, 1 release and 0 files removed.\n')
  })
})

describe('the bundle', () => {
  it('publishes too, with the threads that compress', async () => {
    const build = fileURLToPath(new URL('../build.mjs', import.meta.url))
    const out = join(folder.path, 'dist')
    await promisify(execFile)(process.execPath, [build, out])
    const command = [join(out, 'cstore-assets.js'), ...publish('--json')]
    const { stdout } = await promisify(execFile)(process.execPath, command, { env: {} })
    expect(JSON.parse(stdout)).toMatchObject({ files: 3 })
    const manifest = await readFile(join(target, 'current', 'manifest.json'), 'utf8')
    expect(JSON.parse(manifest)).toHaveProperty(['files', 'index.html', 'encodings', 'br'])
  })
})
