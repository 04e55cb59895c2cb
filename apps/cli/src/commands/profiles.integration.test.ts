import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Ran } from '../test-support/run-cstore.ts'
import { runHere, type HereOptions } from '../test-support/run-here.ts'
import { StandInApi } from '../test-support/stand-in-api.ts'

let api: StandInApi
let folder: string

beforeEach(async () => {
  api = await StandInApi.start()
  folder = await mkdtemp(join(tmpdir(), 'cstore-profiles-'))
})
afterEach(async () => {
  await api.close()
  await rm(folder, { recursive: true })
})

/** Without any key that is about. */
const run = (args: readonly string[], options: Partial<HereOptions> = {}): Promise<Ran> =>
  runHere(args, {
    ...options,
    environment: { XDG_CONFIG_HOME: folder, CSTORE_DATA_DIR: folder, ...options.environment },
  })
const profiles = (...args: string[]): Promise<Ran> => run(['profiles', ...args])

/** Whom a command asked, as the server saw it. */
async function keySentBy(args: readonly string[], environment = {}): Promise<string | undefined> {
  const before = api.requests.length
  await run(['collections', 'show', 'c', ...args], { environment })
  return api.requests[before]?.headers.authorization
}

it('keep a server and its key in a file for one pair of eyes, and show no key', async () => {
  const added = await run(
    ['profiles', 'add', 'production', '--url', 'https://a.example/', '--key', '-'],
    {
      stdin: 'a-secret-key\n',
    },
  )
  expect(added).toMatchObject({ exitCode: 0, stdout: '' })
  expect(added.stderr).toMatch(/^production is https:\/\/a\.example, with a key\. Use it: /u)
  await profiles('add', 'local', '--url', api.url, '--use')
  const listed = await profiles('list')
  expect(listed.stdout).toMatch(
    /^NAME +URL +KEY +IN USE\nproduction +\S+ +yes\nlocal +\S+ +none +yes\n$/u,
  )
  expect(JSON.parse((await profiles('list', '--json')).stdout)).toMatchObject({
    profiles: [
      { name: 'production', hasKey: true, inUse: false },
      { name: 'local', inUse: true },
    ],
  })
  expect(added.stderr + listed.stdout).not.toContain('secret')
  const file = join(folder, 'cstore', 'profiles.json')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readFile(file, 'utf8')).toContain('a-secret-key')
  expect((await profiles('remove', 'local')).stderr).toBe('local is removed.\n')
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ current: null })
})

it('name the server and the key of a command, unless something nearer does', async () => {
  await profiles('add', 'p', '--url', api.url, '--key', 'of-profile')
  expect(await keySentBy(['--profile', 'p'])).toBe('Bearer of-profile')
  expect(await keySentBy([])).toBeUndefined()
  await profiles('use', 'p')
  expect(await keySentBy([])).toBe('Bearer of-profile')
  expect(await keySentBy([], { CSTORE_API_KEY: 'of-environment' })).toBe('Bearer of-environment')
  expect(await keySentBy(['--key', 'of-option'])).toBe('Bearer of-option')
  // A key is for its own server.
  expect(await keySentBy([], { CSTORE_URL: api.url })).toBeUndefined()
  expect(await keySentBy(['--url', api.url])).toBeUndefined()
  const elsewhere = { CSTORE_URL: 'http://127.0.0.1:1', CSTORE_API_KEY: 'of-environment' }
  expect(await keySentBy(['--profile', 'p'], elsewhere)).toBe('Bearer of-profile')
  await profiles('use', '--none')
  expect(await keySentBy([])).toBeUndefined()
})

it('say what is wrong', async () => {
  await profiles('add', 'p', '--url', api.url)
  const wrong = [
    [['profiles', 'add', 'p', '--url', api.url], /already.*--replace/u],
    [['profiles', 'add', 'not one', '--url', api.url], /letter or digit/u],
    [['profiles', 'add', 'q', '--url', 'ftp://x'], /--url to begin with http/u],
    [
      ['profiles', 'add', 'q', '--url', api.url, '--key', 'two words'],
      /key from --key holds a space/u,
    ],
    [['profiles', 'use', 'q'], /There is no profile "q"\. There are: p\./u],
    [['profiles', 'use'], /name of a profile, or --none/u],
    [['get', 'c', 'a', '--profile', 'q'], /There is no profile "q"/u],
    [['get', 'c', 'a', '--profile', 'p', '--url', api.url], /--url or --profile/u],
  ] as const
  for (const [args, message] of wrong) {
    expect(await run(args)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    })
  }
  await writeFile(join(folder, 'cstore', 'profiles.json'), '{')
  expect(await run(['get', 'c', 'a'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(
      /profiles\.json does not hold profiles\. Mend or remove it\.\n$/u,
    ),
  })
})
