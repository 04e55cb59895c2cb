import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { firstOutput, startCstore, type Running } from '../test-support/run-cstore.ts'

const KEY = 'a-key-for-the-shutdown-test'
const HEADERS = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }

let cwd: string
let server: Running
let documents: string

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cstore-shutdown-'))
  const environment = { PORT: '0', CSTORE_LOG_LEVEL: 'warn', CSTORE_ADMIN_KEY: KEY }
  server = startCstore(['serve'], { cwd, environment })
  const url = await firstOutput(server.child, /(http:\S+)\/api\/v1\n/u)
  const collection = `${url}/api/v1/collections/c`
  await fetch(collection, { method: 'PUT', headers: HEADERS, body: '{}' })
  documents = `${collection}/documents`
})
afterEach(async () => {
  server.child.kill('SIGKILL')
  await server.ended
  await rm(cwd, { recursive: true })
})

/**
 * A client that keeps its connection, as a load balancer does: it asks until it is told to go
 * elsewhere. `busy` counts its answers.
 */
async function clientUntilToldToGo(
  name: string,
  { failures, busy }: { failures: string[]; busy: Map<string, number> },
): Promise<void> {
  for (let answers = 1; ; answers++) {
    const write = answers % 3 === 0
    const response = await fetch(`${documents}/${name}`, {
      method: write ? 'PUT' : 'GET',
      headers: HEADERS,
      ...(write ? { body: JSON.stringify({ answers }) } : {}),
    })
    const body = await response.text()
    if (!response.ok) failures.push(`${response.status} ${body}`)
    busy.set(name, answers)
    if (response.headers.get('connection') === 'close') return
    // Some are busy, some pause between requests.
    await sleep(answers % 10)
  }
}

it('fails no request on connections that are kept open when it is stopped under load', async () => {
  const names = Array.from({ length: 16 }, (_, n) => `d${n}`)
  for (const name of names) {
    await fetch(`${documents}/${name}`, { method: 'PUT', headers: HEADERS, body: '{}' })
  }
  const failures: string[] = []
  const busy = new Map<string, number>()
  const clients = names.map((name) => clientUntilToldToGo(name, { failures, busy }))
  const least = (): number => Math.min(...names.map((name) => busy.get(name) ?? 0))
  await expect.poll(least, { timeout: 15_000 }).toBeGreaterThan(3)
  server.child.kill('SIGTERM')
  await Promise.all(clients)
  expect(failures).toEqual([])
  expect(await server.ended).toMatchObject({ exitCode: 0, stderr: '' })
})

it('answers a request that had begun before the signal', async () => {
  const slow = new TransformStream<Uint8Array, Uint8Array>()
  const writer = slow.writable.getWriter()
  const answer = fetch(documents.replace('/documents', '/import'), {
    method: 'POST',
    headers: { ...HEADERS, 'content-type': 'application/x-ndjson' },
    body: slow.readable,
    duplex: 'half',
  })
  await writer.write(new TextEncoder().encode('{"id":"first"}\n'))
  await expect.poll(async () => (await fetch(documents, { headers: HEADERS })).status).toBe(200)
  server.child.kill('SIGTERM')
  await expect
    .poll(
      () =>
        fetch(documents, { headers: HEADERS }).then(
          () => 'open',
          () => 'closed',
        ),
      { timeout: 5000 },
    )
    .toBe('closed')
  await writer.write(new TextEncoder().encode('{"id":"second"}\n'))
  await writer.close()
  expect(await (await answer).json()).toMatchObject({ inserted: 2, failed: 0 })
  expect(await server.ended).toMatchObject({ exitCode: 0 })
})
