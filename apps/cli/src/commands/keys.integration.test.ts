import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Ran } from '../test-support/run-cstore.ts'
import { startServer, type RunningServer } from '../test-support/running-server.ts'

const KEY = /^cst_([0-9a-f]{12})_[\w-]{32}$/mu

let server: RunningServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const keys = (...args: string[]): Promise<Ran> => server.run(['keys', ...args])

const statusWith = async (key: string): Promise<number> => {
  const headers = { authorization: `Bearer ${key.trim()}` }
  return (await fetch(`${server.url}/api/v1/collections`, { headers })).status
}

it('makes a key that works, renews it with a grace period, and ends it', async () => {
  const made = await keys('create', '--name', 'website', '--role', 'reader', '--expires', '30d')
  const [, id = ''] = KEY.exec(made.stdout) ?? []
  expect(made).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^cst_\S+\n$/u) })
  expect(made.stderr).toMatch(
    /^Key [0-9a-f]{12} "website": reader of every collection, until .* UTC\. .*once\.\n$/u,
  )
  expect(await statusWith(made.stdout)).toBe(200)

  const rotated = await keys('rotate', id, '--grace', '1h')
  expect(KEY.exec(rotated.stdout)?.[1]).toBe(id)
  expect([await statusWith(made.stdout), await statusWith(rotated.stdout)]).toEqual([200, 200])
  const again = await keys('rotate', id)
  expect([await statusWith(rotated.stdout), await statusWith(again.stdout)]).toEqual([401, 200])

  const revoked = { exitCode: 0, stdout: '', stderr: `Key ${id} is revoked.\n` }
  expect(await keys('revoke', id)).toEqual(revoked)
  expect(await statusWith(again.stdout)).toBe(401)
})

it('lists keys for people and for scripts', async () => {
  const scope = ['--collection', 'movies', '--collection', 'books']
  const made = await keys('create', '--name', 'importer', '--role', 'writer', ...scope, '--json')
  const key: unknown = JSON.parse(made.stdout)
  expect(key).toMatchObject({ name: 'importer', collections: ['movies', 'books'] })
  expect(made.stderr).toBe('')
  const table = (await keys('list')).stdout
  expect(table).toMatch(/^ID +NAME +ROLE +COLLECTIONS +CREATED +EXPIRES\n/u)
  expect(table).toMatch(/^[0-9a-f]{12} +importer +writer +movies,books +\S+ \S+ UTC +never$/mu)
  const listed: unknown = JSON.parse((await keys('list', '--json')).stdout)
  expect(listed).toMatchObject({ keys: [{ name: 'importer', role: 'writer' }] })
})

it.each([
  ['no name', ['create', '--role', 'reader'], /--name/u],
  ['an unknown role', ['create', '--name', 'x', '--role', 'root'], /reader, writer, admin/u],
  [
    'a time that is none',
    ['create', '--name', 'x', '--role', 'reader', '--expires', 'soon'],
    /90d/u,
  ],
  ['an id that can be none', ['revoke', '..'], /Expected an id/u],
  ['a grace that is none', ['rotate', 'x', '--grace', '1'], /12h/u],
  ['no id', ['revoke'], /missing required argument 'id'/u],
  ['an unknown command', ['delete', 'x'], /unknown command 'delete'/u],
])('says what is wrong with %s', async (_what, args, message) => {
  const { exitCode, stdout, stderr } = await keys(...args)
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(message)
  expect(stderr).not.toMatch(/\n +at /u)
})

it.each([
  [
    'a time that is past',
    ['create', '--name', 'x', '--role', 'reader', '--expires', '2001-01-01'],
    /expiresAt.*future/u,
  ],
  ['a key that is not there', ['rotate', '0a1b2c3d4e5f'], /There is no key with this id/u],
  ['a key that is not there, to be revoked', ['revoke', '../keys'], /There is no key/u],
])('says what the server refuses: %s', async (_what, args, message) => {
  const { exitCode, stdout, stderr } = await keys(...args)
  expect([exitCode, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(message)
})

it('without a key of an administrator says where one is looked for', async () => {
  const { exitCode, stderr } = await keys('list', '--key', 'cst_nobody')
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/The server knows no key like the one from --key/u)
})
