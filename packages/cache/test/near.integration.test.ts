import { testRedis, type TestRedis } from '@cstore/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  createDocumentCache,
  type CacheEntry,
  type CacheEvent,
  type DocumentCache,
} from '../src/index.ts'
import { memoryEpochStore } from './memory-epoch-store.ts'

const KEY = { collection: 'movies', id: 'one' }
const POLICY = { ttlMs: 60_000, staleMs: 0, negativeTtlMs: 1000 }

let redis: TestRedis
let cache: DocumentCache
let events: CacheEvent[]

beforeEach(async () => {
  redis = await testRedis()
  events = []
  cache = await createDocumentCache({
    namespace: 'near',
    redisUrl: redis.url,
    maxBytes: 1_000_000,
    timeoutMs: 2000,
    maxTimeMs: 2000,
    policy: 'strict',
    epochStore: memoryEpochStore(),
    near: { maxBytes: 1_000_000, boundMs: 1000, warn: () => undefined },
    onEvent: (event) => events.push(event),
  })
})
afterEach(async () => {
  await cache.close()
  await redis.close()
})

const load = (): Promise<CacheEntry> =>
  Promise.resolve({
    kind: 'document',
    version: 1,
    createdAtMs: 1,
    updatedAtMs: 1,
    etag: '"1"',
    body: Buffer.from('{}'),
  })

const nearHits = (): number =>
  events.filter((event) => event.type === 'near_read' && event.outcome === 'hit').length

it('serves copies of this process to collections that allow it, and to no other', async () => {
  const near = { ...POLICY, near: true }
  await expect
    .poll(
      async () => {
        await cache.read(KEY, { policy: near, load })
        return nearHits()
      },
      { timeout: 5000 },
    )
    .toBeGreaterThan(3)
  const before = nearHits()
  for (let read = 0; read < 10; read++) await cache.read(KEY, { policy: POLICY, load })
  expect(nearHits()).toBe(before)
})
