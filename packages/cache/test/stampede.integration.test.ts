import { setTimeout as sleep } from 'node:timers/promises'
import { testRedis, type TestRedis } from '@cstore/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDocumentCache, type CacheEntry, type DocumentCache } from '../src/index.ts'
import { memoryEpochStore } from './memory-epoch-store.ts'

const KEY = { collection: 'movies', id: 'cold' }
const POLICY = { ttlMs: 60_000, staleMs: 0, negativeTtlMs: 1000 }
const PROCESSES = 4
const READS = 1000

let redis: TestRedis
let caches: DocumentCache[]
let database: { version: number; reads: number }

beforeEach(async () => {
  redis = await testRedis()
  const epochStore = memoryEpochStore()
  const options = {
    namespace: 'stampede',
    redisUrl: redis.url,
    maxBytes: 1_000_000,
    // The machine of a test run may be busy.
    timeoutMs: 2000,
    maxTimeMs: 2000,
    policy: 'strict',
    epochStore,
  } as const
  // One connection pair and one set of flights each, as in as many processes.
  caches = await Promise.all(Array.from({ length: PROCESSES }, () => createDocumentCache(options)))
  database = { version: 1, reads: 0 }
})
afterEach(async () => {
  await Promise.all(caches.map((cache) => cache.close()))
  await redis.close()
})

async function load(): Promise<CacheEntry> {
  database.reads++
  const { version } = database
  await sleep(30)
  const body = Buffer.from(`{"version":${version}}`)
  const etag = `"${version}"`
  return { kind: 'document', version, createdAtMs: 1, updatedAtMs: 1, etag, body }
}

const readAll = (): Promise<number[]> =>
  Promise.all(
    Array.from({ length: READS }, async (_, index) => {
      const cache = caches[index % PROCESSES]
      const read = await cache?.read(KEY, { policy: POLICY, load })
      return read?.entry.version ?? 0
    }),
  )

describe('a thousand reads at once of one cold document, over four processes', () => {
  it('are one read of the database', async () => {
    expect(new Set(await readAll())).toEqual(new Set([1]))
    expect(database.reads).toBe(1)
  })

  it('are at most one more for every write in between', async () => {
    const reads = readAll()
    const writes = 3
    for (let write = 1; write <= writes; write++) {
      await sleep(10)
      await caches[write]?.write([KEY], async () => {
        await sleep(5)
        database.version++
      })
    }
    await reads
    expect(database.reads).toBeLessThanOrEqual(1 + writes)
    expect(new Set(await readAll())).toEqual(new Set([1 + writes]))
  })
})
