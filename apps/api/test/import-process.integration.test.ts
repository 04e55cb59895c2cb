/** Imports into a server as it is run: what it needs, and what is left of one that is killed. */
import { once } from 'node:events'
import { request, type ClientRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import type { ServerProcess } from '@cstore/testing/standalone'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ADMIN_KEY, testDeployment, type TestDeployment } from './start-api.ts'
import { startServer } from './start-server-process.ts'

const C = '/api/v1/collections/movies'
const MIB = 2 ** 20
/** With the memory that `npm start` gives it. */
const AS_NPM_START = ['--max-semi-space-size=16']
const authorization = `Bearer ${ADMIN_KEY}`

let deployment: TestDeployment
let server: ServerProcess

beforeEach(async () => {
  deployment = await testDeployment()
  server = await startServer(deployment, AS_NPM_START)
  const headers = { authorization, 'content-type': 'application/json' }
  const made = await fetch(server.said + C, { method: 'PUT', headers, body: '{}' })
  if (made.status !== 201) throw new Error(`Expected the collection, got ${made.status}`)
})
afterEach(async () => {
  await server.end()
  await deployment[Symbol.asyncDispose]()
})

const WORDS = 'the quick brown fox jumps over the lazy dog '

/** In the order of an export, and spelled as it spells them. */
function linesOf(count: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    const id = `document-${String(n).padStart(6, '0')}`
    const place = { city: `City ${n % 97}`, position: [n / 8, -n / 16] }
    const released = { $date: '2020-01-02T03:04:05.678Z' }
    return `${JSON.stringify({ id, n, place, released, tags: ['a', `t${n % 9}`], text: WORDS.repeat(19) })}\n`
  })
}

/** An import whose body is still to be sent. */
function beginImport(): ClientRequest {
  return request(`${server.said}${C}/import?mode=upsert`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-ndjson' },
  })
}

async function importAll(lines: readonly string[]): Promise<unknown> {
  const importing = beginImport()
  importing.end(lines.join(''))
  const [answer] = await once(importing, 'response')
  return JSON.parse(await text(answer))
}

async function exported(): Promise<string> {
  const answer = await fetch(`${server.said}${C}/export`, { headers: { authorization } })
  return answer.text()
}

it('loses and doubles nothing when the server is killed in the middle', async () => {
  const lines = linesOf(5000)
  const importing = beginImport()
  const broken = once(importing, 'error')
  importing.write(lines.slice(0, 4000).join(''))
  while ((await exported()) === '');
  await server.end()
  await broken

  server = await startServer(deployment, AS_NPM_START)
  const left = (await exported()).split('\n').length - 1
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(4000)
  expect(await importAll(lines)).toMatchObject({
    lastLine: lines.length,
    inserted: lines.length - left,
    replaced: left,
    failed: 0,
  })
  expect((await exported()) === lines.join('')).toBe(true)
}, 60_000)

/** Until it is called again: the most memory that was seen. */
function watchMemory(): () => Promise<number> {
  let most = 0
  const look = async (): Promise<void> => {
    const answer = await fetch(`${server.said}/metrics`)
    const [, bytes] = /^process_resident_memory_bytes (\d+)/m.exec(await answer.text()) ?? []
    most = Math.max(most, Number(bytes))
  }
  let looking = look()
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, 100)
  return async () => {
    clearInterval(timer)
    await looking
    await look()
    return most / MIB
  }
}

it('grows by less than 64 MiB, however many documents come', async () => {
  const lines = linesOf(20_000)
  // What every program does once: compile, connect, fill its first buffers.
  await importAll(lines.slice(0, 2000))
  await exported()
  const before = await watchMemory()()
  const most = watchMemory()
  expect(await importAll(lines)).toMatchObject({ inserted: 18_000, replaced: 2000, failed: 0 })
  expect((await exported()) === lines.join('')).toBe(true)
  expect((await most()) - before).toBeLessThan(64)
}, 120_000)
