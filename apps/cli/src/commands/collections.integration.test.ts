import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Ran } from '../test-support/run-cstore.ts'
import { startServer, type RunningServer } from '../test-support/running-server.ts'

let server: RunningServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const run = (...args: string[]): Promise<Ran> => server.run(['collections', ...args])
const parsed = async (...args: string[]): Promise<unknown> =>
  JSON.parse(await server.outputOf(['collections', ...args, '--json']))
const done = { exitCode: 0, stdout: '' }
const wrong = (exitCode: number, stderr: RegExp) => ({
  exitCode,
  stdout: '',
  stderr: expect.stringMatching(stderr),
})

it('are made, listed, shown and set', async () => {
  expect((await run('list')).stderr).toMatch(/^There are no collections yet/u)
  const settings = [
    '--public-read',
    '--ttl',
    '10m',
    '--index',
    'year,-title',
    '--unique-index',
    'isan',
  ]
  expect(await run('create', 'movies', ...settings)).toEqual({
    ...done,
    stderr: 'The collection movies is created.\n',
  })
  expect(await run('create', 'movies')).toEqual(wrong(1, /^There is a collection movies already/u))
  expect(await parsed('show', 'movies')).toMatchObject({
    settings: {
      publicRead: true,
      cache: { ttlMs: 600_000, staleMs: 600_000 },
      indexes: [{ fields: { year: 1, title: -1 } }, { fields: { isan: 1 }, unique: true }],
    },
  })
  const set = ['--no-public-read', '--list-ttl', '500ms', '--near']
  expect((await run('set', 'movies', ...set)).stderr).toBe('The settings of movies are changed.\n')
  expect(await parsed('list')).toMatchObject({
    collections: [
      {
        name: 'movies',
        // What was not named stays.
        settings: { publicRead: false, cache: { ttlMs: 600_000, listTtlMs: 500, near: true } },
      },
    ],
  })
  expect((await run('list')).stdout).toMatch(
    /^NAME +READ BY.*\nmovies +keys +no +2 +10m +500ms +yes\n$/u,
  )
  expect((await run('show', 'movies')).stdout).toMatch(
    /^movies\nRead by +keys\n[^]*\nyear,-title +no +/u,
  )
})

it('take all settings from a file, and options before them', async () => {
  const file = { publicRead: true, cache: { ttlMs: 1000 }, indexes: [{ fields: { a: 1 } }] }
  const path = join(server.folder, 'settings.json')
  await writeFile(path, JSON.stringify(file))
  await run('create', 'filed', '--file', path, '--stale', '0s')
  expect(await parsed('show', 'filed')).toMatchObject({
    settings: { ...file, cache: { ttlMs: 1000, staleMs: 0 } },
  })
  await server.run(['collections', 'set', 'filed', '--file', '-'], { stdin: '{}' })
  expect(await parsed('show', 'filed')).toMatchObject({
    settings: { publicRead: false, indexes: [] },
  })
  expect(await run('set', 'filed')).toEqual(wrong(2, /^Nothing to set/u))
  expect(await run('set', 'filed', '--file', '{"cash": {}}')).toEqual(wrong(1, /400: [^]*\/cash/u))
  expect(await run('set', 'filed', '--ttl', '1w')).toEqual(wrong(2, /time span/u))
  expect(await run('set', 'nothing', '--ttl', '1s')).toEqual(wrong(1, /no collection "nothing"/u))
})

it('have indexes that are added and dropped', async () => {
  await run('create', 'indexed')
  expect(await run('indexes', 'indexed')).toMatchObject({ exitCode: 0 })
  await run('indexes', 'indexed', '--add', 'year,-title')
  await run('indexes', 'indexed', '--add', 'isan', '--unique')
  expect((await run('indexes', 'indexed')).stdout).toMatch(/^isan +yes +(?:ready|building) /mu)
  expect(await parsed('indexes', 'indexed', '--drop', 'year,-title')).toMatchObject({
    indexes: expect.not.arrayContaining([
      expect.objectContaining({ fields: { year: 1, title: -1 } }),
    ]),
  })
  expect(await parsed('show', 'indexed')).toMatchObject({
    settings: { indexes: [{ fields: { isan: 1 }, unique: true }] },
  })
  expect(await run('indexes', 'indexed', '--drop', 'year')).toEqual(
    wrong(2, /They have: isan\.\n/u),
  )
  expect(await run('indexes', 'indexed', '--add', 'a,,b')).toEqual(wrong(2, /year,-title/u))
  expect(await run('indexes', 'indexed', '--unique')).toEqual(wrong(2, /--add/u))
})

it('have a schema, against which documents are validated', async () => {
  await run('create', 'checked')
  const schema = { type: 'object', required: ['year'], properties: { year: { type: 'integer' } } }
  const path = join(server.folder, 'schema.json')
  await writeFile(path, JSON.stringify(schema))
  await server.run(['put', 'checked', 'a', '{"year": 1985}'])
  await server.run(['put', 'checked', 'b', '{"year": "1985"}'])
  expect(await run('schema', 'checked')).toEqual(wrong(1, /^checked has no schema\.\n$/u))
  expect(await run('validate', 'checked')).toEqual(wrong(1, /has no schema/u))
  expect(await run('validate', 'checked', '--schema', path, '--json')).toEqual({
    exitCode: 1,
    stdout: '{"id":"b","errors":[{"pointer":"/year","detail":"must be integer"}]}\n',
    stderr: 'checked: of 2 documents 1 do not satisfy the schema.\n',
  })
  const refused = await run('schema', 'checked', '--set', path, '--validate')
  expect(refused).toEqual(wrong(1, /422: /u))
  await server.run(['patch', 'checked', 'b', '{"year": 1986}'])
  await run('schema', 'checked', '--set', path, '--validate')
  expect(JSON.parse((await run('schema', 'checked')).stdout)).toEqual(schema)
  expect(await run('validate', 'checked')).toEqual({
    ...done,
    stderr: 'checked: 2 documents, and all satisfy the schema.\n',
  })
  expect(await server.run(['put', 'checked', 'c', '{}'])).toEqual(wrong(1, /422: .*year/u))
  expect((await run('schema', 'checked', '--remove')).stderr).toBe(
    'checked has no schema any more.\n',
  )
})

it('are deleted when somebody says yes', async () => {
  await run('create', 'gone')
  expect(await run('delete', 'gone')).toEqual(wrong(2, /no terminal to ask on.*--yes/u))
  expect(await run('delete', 'gone', '--yes')).toEqual({
    ...done,
    stderr: 'The collection gone is deleted.\n',
  })
  expect(await run('delete', 'gone', '--yes')).toEqual(wrong(1, /404/u))
})
