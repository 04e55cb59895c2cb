/** Backups and restores that are broken off, by the connection, the server or a signal. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DEFAULT_CACHE_POLICY } from '@cstore/contracts'
import { runCstore, startCstore, type Ran } from '../test-support/run-cstore.ts'
import { problem, StandInApi, type Takeover } from '../test-support/stand-in-api.ts'

const NDJSON = { 'content-type': 'application/x-ndjson' }
const settings = { cache: DEFAULT_CACHE_POLICY, publicRead: false, indexes: [] }
let api: StandInApi
let folder: string

beforeEach(async () => {
  api = await StandInApi.start()
  api.documents.set('a', { id: 'a' })
  api.takeover = collections(['a', 'b'])
  folder = await mkdtemp(join(tmpdir(), 'cstore-backup-'))
})
afterEach(async () => {
  await api.close()
  await rm(folder, { recursive: true })
})

/** Two collections, and whatever comes before them. */
function collections(names: readonly string[], before: Takeover = () => false): Takeover {
  return async (request, response, store) => {
    if (await before(request, response, store)) return true
    const answer =
      request.url === '/api/v1/access'
        ? { id: 'k', role: 'admin' }
        : request.url === '/api/v1/collections'
          ? { collections: names.map((name) => ({ name, settings })) }
          : request.method === 'PUT'
            ? { name: 'a', settings }
            : null
    if (answer === null) return false
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answer))
    return true
  }
}

const args = (...of: string[]): string[] => [...of, '--url', api.url]
const run = (...of: string[]): Promise<Ran> => runCstore(args(...of), { cwd: folder })

it('leaves no backup behind when the connection is cut', async () => {
  api.takeover = collections(['a', 'b'], ({ url }, response) => {
    if (!url.includes('/b/export')) return false
    response.writeHead(200, NDJSON)
    response.write('{"id":"x"}\n', () => response.destroy())
    return true
  })
  const { exitCode, stderr } = await run('backup', 'backups')
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^No whole answer from /u)])
  expect(await readdir(join(folder, 'backups'))).toEqual([])
})

it.each([
  ['SIGTERM', 143, 'Stopped: there is no new backup.\n', []],
  ['SIGKILL', null, '', [expect.stringMatching(/^cstore-.*Z\.part$/u)]],
] as const)(
  'leaves nothing that looks whole at %s',
  async (...[signal, exitCode, stderr, left]) => {
    const begun = new Promise<void>((resolve) => {
      api.takeover = collections(['a', 'b'], ({ url }, response) => {
        if (!url.includes('/b/export')) return false
        response.writeHead(200, NDJSON)
        response.write('{"id":"x"}\n', () => resolve())
        return true
      })
    })
    const { child, ended } = startCstore(args('backup', 'backups'), { cwd: folder })
    await begun
    child.kill(signal)
    expect(await ended).toMatchObject({ exitCode, stderr })
    expect(await readdir(join(folder, 'backups'))).toEqual(left)
    expect(await run('restore', 'backups')).toMatchObject({ exitCode: 2 })
  },
)

it('says how far a restore came, and goes on when told to', async () => {
  await run('backup', 'backups')
  let isRefused = true
  const before: Takeover = ({ url }, response) =>
    url.includes('/b/import') && isRefused && problem(response, 400, 'Not now.')
  api.takeover = collections([], before)
  const { exitCode, stderr } = await run('restore', 'backups')
  expect([exitCode, stderr]).toEqual([
    2,
    'Not complete: a is back. The same command with --existing merge goes on.\nThe server answered 400: Not now.\n',
  ])
  isRefused = false
  api.takeover = collections(['a', 'b'], before)
  expect(await run('restore', 'backups', '--existing', 'merge')).toMatchObject({ exitCode: 0 })
})

it('names documents that are refused, and ends with 1', async () => {
  api.documents.set('b', { id: 'b', bad: true })
  await run('backup', 'backups')
  api.takeover = collections([])
  const { exitCode, stderr } = await run('restore', 'backups', '--quiet')
  expect(exitCode).toBe(1)
  expect(stderr).toContain('Line 2, id b: Refused by the server. [CSTORE_DOCUMENT_INVALID]')
  expect(stderr).toContain('a: 0 inserted, 1 replaced, 1 refused, of 2 documents.')
})
