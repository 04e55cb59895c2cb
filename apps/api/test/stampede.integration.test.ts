/** A cold document that everybody wants at once, over real processes. */
import type { ServerProcess } from '@cstore/testing/standalone'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY, testDeployment, type TestDeployment } from './start-api.ts'
import { startServer } from './start-server-process.ts'

const PROCESSES = 4
const READS = 1000
const C = '/api/v1/collections/stampede'
const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' }

let deployment: TestDeployment
let servers: ServerProcess[]

beforeAll(async () => {
  deployment = await testDeployment()
  servers = await Promise.all(Array.from({ length: PROCESSES }, () => startServer(deployment)))
  const settings = { publicRead: true, cache: { ttlMs: 60_000 } }
  await ask(0, C, { method: 'PUT', body: JSON.stringify(settings) })
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.end()))
  await deployment[Symbol.asyncDispose]()
})

function ask(process: number, path: string, init: RequestInit = {}): Promise<Response> {
  const origin = servers[process % PROCESSES]?.said ?? ''
  return fetch(origin + path, { headers, ...init })
}

const write = (process: number, id: string, n: number): Promise<Response> =>
  ask(process, `${C}/documents/${id}`, { method: 'PUT', body: JSON.stringify({ n }) })

/** All at once; how each was served, and what it got. */
function readAll(id: string): Promise<{ how: string; n: number }[]> {
  return Promise.all(
    Array.from({ length: READS }, async (_, index) => {
      const answer = await ask(index, `${C}/documents/${id}`)
      const document: unknown = await answer.json()
      return { how: answer.headers.get('cache-status') ?? '', n: Number(Object(document).n) }
    }),
  )
}

/** Of the database: reads that neither were hits nor shared another one's load. */
const databaseReads = (reads: readonly { how: string }[]): number =>
  reads.filter(({ how }) => how.includes('fwd=') && !how.includes('collapsed')).length

describe(`${READS} reads at once of one cold document, over ${PROCESSES} processes`, () => {
  it('are one read of the database', async () => {
    await write(0, 'cold', 1)
    const reads = await readAll('cold')
    expect(new Set(reads.map(({ n }) => n))).toEqual(new Set([1]))
    expect(databaseReads(reads)).toBe(1)
  })

  it('are at most one more for every write in between, and never older than it', async () => {
    await write(0, 'written', 0)
    const writes = 3
    const reading = readAll('written')
    for (let n = 1; n <= writes; n++) await write(n, 'written', n)
    expect(databaseReads(await reading)).toBeLessThanOrEqual(1 + writes)
    expect(new Set((await readAll('written')).map(({ n }) => n))).toEqual(new Set([writes]))
  })
})
