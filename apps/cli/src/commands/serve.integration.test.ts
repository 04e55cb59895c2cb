import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isJsonObject } from '../json-object.ts'
import { firstOutput, runCstore, startCstore, type Running } from '../test-support/run-cstore.ts'

const MOVIES = fileURLToPath(new URL('../data/movies.json', import.meta.resolve('vega-datasets')))
let cwd: string
let server: Running
let url: string

async function startServer(port: string): Promise<void> {
  const environment = { PORT: port, CSTORE_LOG_LEVEL: 'warn' }
  server = startCstore(['serve'], { cwd, environment })
  url = await firstOutput(server.child, /(http:\S+)\/api\/v1\n/u)
}

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cstore-serve-'))
  await startServer('0')
})
afterEach(async () => {
  server.child.kill('SIGKILL')
  await server.ended
  await rm(cwd, { recursive: true })
})

it('serves until SIGTERM', async () => {
  expect((await fetch(`${url}/api/health/ready`)).status).toBe(200)
  server.child.kill('SIGTERM')
  expect(await server.ended).toMatchObject({ exitCode: 0, stderr: '' })
})

it('ends at once at the second signal', async () => {
  // A request that never ends keeps the first signal waiting.
  const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined)
  socket.write('POST /api/v1/collections/c/import HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n')
  await fetch(`${url}/api/health/ready`)
  server.child.kill('SIGTERM')
  await refusesConnections()
  server.child.kill('SIGINT')
  expect(await server.ended).toMatchObject({ exitCode: 130 })
  socket.destroy()
})

it('says in one sentence that the port is taken', async () => {
  const environment = { PORT: new URL(url).port, CSTORE_DATA_DIR: 'other' }
  expect(await runCstore(['serve'], { cwd, environment })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^Port \d+ .* is taken[^\n]*\n$/u),
  })
})

it('gives back by export what import sent, with the key from the data folder', async () => {
  const common = ['--collection', 'movies', '--url', url, '--quiet']
  const imported = await runCstore(['import', MOVIES, ...common], { cwd })
  expect(imported).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  const exported = await runCstore(['export', '--output', 'out.ndjson', ...common], { cwd })
  expect(exported).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  const lines = (await readFile(join(cwd, 'out.ndjson'), 'utf8')).trimEnd().split('\n')
  const sent: unknown = JSON.parse(await readFile(MOVIES, 'utf8'))
  expect(lines.map((line) => withoutId(line))).toEqual(sent)
})

it('loses and doubles nothing when the server is killed during an import', async () => {
  const args = ['import', '-', '--collection', 'c', '--url', url, '--mode', 'insert', '--json']
  const running = startCstore(args, { cwd, stdin: null })
  const lines = Array.from({ length: 3000 }, (_, at) => `{"n":${at}}\n`)
  running.child.stdin.write(lines.slice(0, 2500).join(''))
  await untilOneIsThere()
  server.child.kill('SIGKILL')
  await server.ended
  running.child.stdin.end(lines.slice(2500).join(''))
  await startServer(new URL(url).port)
  const { exitCode, stdout } = await running.ended
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ inserted: 3000, failed: 0, unconfirmed: 0 })
  const exported = await runCstore(['export', '--collection', 'c', '--url', url], { cwd })
  const documents = exported.stdout
    .trimEnd()
    .split('\n')
    .map((line) => withoutId(line))
  expect(new Set(documents.map((one) => JSON.stringify(one)))).toEqual(
    new Set(lines.map((line) => line.trimEnd())),
  )
  expect(documents).toHaveLength(lines.length)
})

function withoutId(line: string): unknown {
  const document: unknown = JSON.parse(line)
  if (!isJsonObject(document)) return document
  const { id: _, ...fields } = document
  return fields
}

/** Until the server has stored a document of the import. */
async function untilOneIsThere(): Promise<void> {
  const authorization = `Bearer ${await readFile(join(cwd, '.cstore', 'admin-key'), 'utf8')}`.trim()
  for (let text = ''; !text.includes('"n":');) {
    const address = `${url}/api/v1/collections/c/documents?limit=1`
    text = await (await fetch(address, { headers: { authorization } })).text()
  }
}

async function refusesConnections(): Promise<void> {
  while (
    await fetch(`${url}/api/health/live`).then(
      () => true,
      () => false,
    )
  );
}
