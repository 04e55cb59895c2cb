import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { DocumentKey } from './cache-key.ts'
import { createCaches, type Caches } from './create-document-cache.ts'
import type { CacheEntry } from './envelope.ts'
import { readMany } from './read-many.ts'
import { MemoryTier } from './tiers/memory-tier.ts'

const POLICY = { ttlMs: 60_000, staleMs: 0, negativeTtlMs: 60_000 }
const keys = Array.from({ length: 100 }, (_, id) => ({ collection: 'c', id: `${id}` }))
const [first = { collection: 'c', id: '0' }] = keys

let caches: Caches
let versions: Map<string, number>
let queries: number[]

beforeEach(async () => {
  versions = new Map()
  queries = []
  caches = await createCaches({
    namespace: 'test',
    maxBytes: 1_000_000,
    timeoutMs: 50,
    maxTimeMs: 1000,
    policy: 'strict',
    epochStore: { read: () => Promise.resolve(null), exchange: () => Promise.resolve(false) },
  })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await caches.close()
})

const entry = ({ id }: DocumentKey): CacheEntry => ({
  kind: 'document',
  version: versions.get(id) ?? 1,
  createdAtMs: 0,
  updatedAtMs: 0,
  etag: '"e"',
  body: Buffer.from('{}'),
})
const loadMany = (wanted: readonly DocumentKey[]): Promise<CacheEntry[]> => {
  queries.push(wanted.length)
  return Promise.resolve(wanted.map(entry))
}
const write = (key: DocumentKey, version: number) =>
  caches.documents.write([key], () => Promise.resolve(versions.set(key.id, version)))
const versionsOf = async (load = loadMany): Promise<number[]> => {
  const reads = await readMany(caches.documents, keys, { policy: POLICY, loadMany: load })
  return reads.map((read) => read.entry.version)
}

it('asks the tier for all before it has an answer for any', async () => {
  const held = Promise.withResolvers<null>()
  const get = vi.spyOn(MemoryTier.prototype, 'get').mockReturnValue(held.promise)
  const all = versionsOf()
  await Promise.resolve()
  expect(get).toHaveBeenCalledTimes(100)
  held.resolve(null)
  await all
  expect(queries).toEqual([100])
})

it('loads once what is missing, and then only what was written', async () => {
  await versionsOf()
  await write(first, 2)
  expect((await versionsOf()).slice(0, 2)).toEqual([2, 1])
  await versionsOf()
  expect(queries).toEqual([100, 1])
})

it('keeps the fence of each document: one that is written during the load is not cached', async () => {
  await versionsOf(async (wanted) => {
    const entries = await loadMany(wanted)
    await write(first, 2)
    return entries
  })
  expect((await versionsOf()).slice(0, 2)).toEqual([2, 1])
  expect(queries).toEqual([100, 1])
})

it('shares the load of two batches at once', async () => {
  await Promise.all([versionsOf(), versionsOf()])
  expect(queries).toEqual([100])
})
