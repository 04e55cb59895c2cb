/** How often the database is asked, counted on the wire; nothing else asks it here. */
import { createCaches, type Caches } from '@cstore/cache'
import { connectStore, type Store, type StoredCollection } from '@cstore/store'
import { testMongo, testRedis } from '@cstore/testing'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { DocumentService } from '../src/routes/documents/document-service.ts'
import { SchemaValidator } from '../src/routes/documents/schema-validator.ts'
import { StalenessProbe } from '../src/routes/documents/staleness-probe.ts'
import { epochsInMemory } from './epochs-in-memory.ts'

const ids = Array.from({ length: 200 }, (_, index) => `m${index}`)
const closers: (() => Promise<void>)[] = []

let store: Store
let caches: Caches
let documents: DocumentService
let collection: StoredCollection
let finds = 0

beforeAll(async () => {
  const mongo = await testMongo()
  const redis = await testRedis()
  store = await connectStore({
    uri: mongo.uri,
    database: mongo.database,
    maxTimeMs: 5000,
    connectTimeoutMs: 5000,
    onCommand: ({ command }) => {
      if (command === 'find') finds++
    },
  })
  caches = await createCaches({
    namespace: store.instanceId,
    redisUrl: redis.url,
    maxBytes: 1_048_576,
    timeoutMs: 2000,
    maxTimeMs: 5000,
    policy: 'strict',
    epochStore: epochsInMemory(),
  })
  closers.push(
    () => caches.close(),
    () => store.close(),
    () => redis.close(),
    () => mongo.close(),
  )
  documents = new DocumentService({
    store,
    cache: caches.documents,
    validator: new SchemaValidator(),
    probe: new StalenessProbe({ oneIn: 0, random: Math.random, onOutcome: () => undefined }),
  })
  collection = await makeCollection()
  await store.documents.importMany(
    collection.name,
    ids.map((id) => ({ id, fields: { title: id } })),
    'insert',
  )
})
afterAll(async () => {
  for (const close of closers) await close()
})
beforeEach(() => {
  finds = 0
})

async function makeCollection(): Promise<StoredCollection> {
  await store.collections.put('movies', {
    cache: { ttlMs: 60_000, staleMs: 0, negativeTtlMs: 60_000, listTtlMs: 60_000, near: false },
    publicRead: false,
    indexes: [],
  })
  const made = (await store.collections.all()).find(({ name }) => name === 'movies')
  if (!made) throw new Error('Expected the collection that was just made')
  return made
}

async function outcomes(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { outcome } of await documents.readMany(collection, ids)) {
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return counts
}

it('asks once for all that is not cached', async () => {
  expect(await outcomes()).toEqual({ miss: 200 })
  expect(finds).toBe(1)
})

it('does not ask when all is cached', async () => {
  expect(await outcomes()).toEqual({ hit: 200 })
  expect(finds).toBe(0)
})

it('asks once for those that were written', async () => {
  for (const id of ['m3', 'm77', 'm199']) {
    await documents.replace({ collection, id }, { title: 'new' }, { kind: 'none' })
  }
  finds = 0
  expect(await outcomes()).toEqual({ hit: 197, miss: 3 })
  expect(finds).toBe(1)
})

it('asks once for what is not there, and remembers it', async () => {
  const absent = ids.map((id) => `no-${id}`)
  const asked = vi.spyOn(store.documents, 'readMany')
  const first = await documents.readMany(collection, absent)
  expect(new Set(first.map(({ entry }) => entry.kind))).toEqual(new Set(['absent']))
  await documents.readMany(collection, absent)
  expect(asked).toHaveBeenCalledTimes(1)
  asked.mockRestore()
})

it('asks for each document once, however many readers want it at once', async () => {
  for (const id of ids.slice(0, 50)) await documents.purge({ collection, id })
  const asked = vi.spyOn(store.documents, 'readMany')
  await Promise.all(Array.from({ length: 20 }, () => outcomes()))
  expect(asked.mock.calls.flatMap(([, wanted]) => wanted)).toHaveLength(50)
})
