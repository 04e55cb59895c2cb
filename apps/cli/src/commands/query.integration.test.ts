import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isJsonObject } from '../json-object.ts'
import { problem, StandInApi } from '../test-support/stand-in-api.ts'
import { startServer, type RunningServer } from '../test-support/running-server.ts'

const COUNT = 2500
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
let server: RunningServer

beforeAll(async () => {
  server = await startServer()
  await server.outputOf(['collections', 'create', 'movies', '--index', 'year,title'])
  const documents = Array.from({ length: COUNT }, (_, at) =>
    JSON.stringify({ id: `m${at}`, title: `No ${at}`, year: 1980 + (at % 10), cast: ['a', 'b'] }),
  )
  const args = ['import', '-', '--collection', 'movies', '--quiet']
  await server.outputOf(args, { stdin: documents.join('\n') })
})
afterAll(() => server.stop())

const query = (...args: string[]): Promise<string> => server.outputOf(['query', 'movies', ...args])
const lines = (output: string): unknown[] =>
  output
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))

it('shows a page as a table and says that there is more', async () => {
  const args = [
    'query',
    'movies',
    '--sort',
    'year,title',
    '--limit',
    '2',
    '--fields',
    'title,year,cast',
  ]
  expect(await server.run(args)).toEqual({
    exitCode: 0,
    stdout: 'id   title  year  cast\nm0   No 0   1980  ["a","b"]\nm10  No 10  1980  ["a","b"]\n',
    stderr: 'There are more: give --limit or --all.\n',
  })
})

it('prints a document on each line for scripts, filtered and sorted', async () => {
  const filter = '{"year": {"$gte": 1988}, "title": {"$in": ["No 8", "No 9", "No 10"]}}'
  const found = lines(
    await query('--filter', filter, '--sort', '-year', '--fields', 'year', '--json'),
  )
  expect(found).toEqual([
    { id: 'm9', year: 1989 },
    { id: 'm8', year: 1988 },
  ])
  expect(await query('--filter', filter, '--count')).toBe('2\n')
  expect(await query('--count', '--json')).toBe(`{"count":${COUNT}}\n`)
  expect(await query('--filter', '{"year": 1}')).toBe('')
})

it('prints all pages, or as many documents as are asked for', async () => {
  const ids = lines(await query('--all', '--json', '--fields', 'title'))
  expect(new Set(ids.map((one) => isJsonObject(one) && one['id'])).size).toBe(COUNT)
  expect(lines(await query('--limit', '1500', '--json'))).toHaveLength(1500)
  const table = await query('--all', '--fields', 'title')
  // One head for all pages.
  expect(table.split('\n')).toHaveLength(COUNT + 2)
})

it('warns when no index serves a query', async () => {
  const { stderr } = await server.run([
    'query',
    'movies',
    '--sort',
    'title',
    '--limit',
    '1',
    '--json',
  ])
  expect(stderr).toBe('Warning: no index serves this query.\n')
})

it('ends without a word when its reader has seen enough', async () => {
  const args = [MAIN, 'query', 'movies', '--all', '--json', '--url', server.url]
  const child = spawn(process.execPath, args, { cwd: server.folder, env: {} })
  const told = text(child.stderr)
  const [exit] = await Promise.all([
    once(child, 'close'),
    once(child.stdout, 'data').then(() => child.stdout.destroy()),
  ])
  expect([exit[0], await told]).toEqual([141, ''])
})

it.each([
  [
    'a filter that is none',
    ['--filter', '{"a": {"$where": "1"}}'],
    /\/a\/\$where: `\$where` is not/u,
  ],
  ['a filter that is no JSON', ['--filter', '{a: 1}'], /^Expected the filter to be JSON/u],
  ['a sort that is none', ['--sort', 'title,,year'], /names with commas/u],
  ['a limit of nothing', ['--limit', '0'], /from 1 to/u],
  ['two limits', ['--all', '--limit', '5'], /cannot be used with/u],
])('says what is wrong with %s', async (_what, args, message) => {
  const ran = await server.run(['query', 'movies', ...args])
  const exitCode = args[1]?.includes('$where') ? 1 : 2
  expect(ran).toEqual({ exitCode, stdout: '', stderr: expect.stringMatching(message) })
})

it('tells a rate limit from other trouble', async () => {
  const api = await StandInApi.start()
  api.takeover = (_request, response) => problem(response, 429, 'This key has used up its quota.')
  const ran = await server.run(['query', 'c', '--url', api.url])
  await api.close()
  expect(ran).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'The server answered 429: This key has used up its quota.\n',
  })
  expect(api.requests.length).toBeGreaterThan(1)
})
