import { FaultProxy, testMongo } from '@cstore/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectStore, type Store, type StoreOptions, StoreUnavailableError } from '../src/index.ts'
import { errorOf, json } from './test-store.ts'

const none = { kind: 'none' } as const
const x = { collection: 'things', id: 'x' }
const CONNECT_TIMEOUT_MS = 1000

/** How often the driver looks whether the server is there; instead of 10 s, so that no test waits for it. */
const OFTEN = { heartbeatFrequencyMS: '500' }

/** A store whose connections go through a proxy. */
async function openStoreBehindProxy(
  options: Partial<StoreOptions> = {},
  driver: Readonly<Record<string, string>> = {},
): Promise<{ store: Store; proxy: FaultProxy }> {
  const mongo = await testMongo()
  const { hostname, port } = new URL(mongo.uri)
  const proxy = await FaultProxy.start({ host: hostname, port: Number(port) })
  const uri = new URL(proxy.addressFor(mongo.uri))
  // Or the driver goes on to the addresses that members of a replica set tell it.
  for (const [name, value] of Object.entries({ directConnection: 'true', ...driver }))
    uri.searchParams.set(name, value)
  const store = await connectStore({
    uri: uri.href,
    database: mongo.database,
    maxTimeMs: 5000,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    ...options,
  })
  onTestFinished(async () => {
    await store.close()
    await proxy.close()
    await mongo.close()
  })
  return { store, proxy }
}

/**
 * Cuts all connections and lets none be made. The driver learns that an idle one is gone only when
 * it uses it, or a moment after: a write on such a one has an unknown outcome. Here each is used up,
 * so that there is none left.
 */
async function cutForGood(store: Store, proxy: FaultProxy): Promise<void> {
  const gone = proxy.connections
  proxy.refuse()
  proxy.cut()
  for (let used = 0; used < gone; used += 1) await errorOf(() => store.ping())
}

async function answers(store: Store): Promise<boolean> {
  try {
    await store.ping()
    return true
  } catch {
    return false
  }
}

describe('when the connection breaks', () => {
  it('after a write was sent, its outcome is unknown; it may have been done, and only once', async () => {
    const { store, proxy } = await openStoreBehindProxy()
    await store.ping()
    proxy.set('toClient', { cutOnData: true })
    const error = await errorOf(() => store.documents.create('things', { a: 1 }, 'x'))
    expect(error).toBeInstanceOf(StoreUnavailableError)
    expect(error).toMatchObject({ outcomeUnknown: true })
    await proxy.heal()
    const document = await store.documents.read(x)
    expect(document).toMatchObject({ version: 1 })
    expect(json(document)).toEqual({ id: 'x', a: 1 })
  })

  it('after many were sent at once, the outcome of all is unknown', async () => {
    const { store, proxy } = await openStoreBehindProxy()
    await store.ping()
    proxy.set('toClient', { cutOnData: true })
    const items = [
      { id: 'x', fields: {} },
      { id: 'y', fields: {} },
    ]
    const error = await errorOf(() => store.documents.importMany('things', items, 'insert'))
    expect(error).toMatchObject({ code: 'CSTORE_STORE_UNAVAILABLE', outcomeUnknown: true })
  })

  it('during a read, nothing was changed', async () => {
    const { store, proxy } = await openStoreBehindProxy()
    proxy.set('toClient', { cutOnData: true })
    for (const run of [
      () => store.documents.read(x),
      () => store.documents.readMany('things', ['x']),
      () => store.documents.list('things', { limit: 1, count: true }),
      () => store.documents.replace(x, {}, none),
      () => store.documents.scan('things')[Symbol.asyncIterator]().next(),
      () => store.collections.find('things'),
      () => store.keys.all(),
      () => store.ping(),
    ])
      expect(await errorOf(run)).toMatchObject({
        code: 'CSTORE_STORE_UNAVAILABLE',
        outcomeUnknown: false,
      })
  })

  it('and cannot be made again, a write was surely not done, and goes on once it can', async () => {
    const { store, proxy } = await openStoreBehindProxy()
    await cutForGood(store, proxy)
    const error = await errorOf(() => store.documents.create('things', {}, 'x'))
    expect(error).toMatchObject({ code: 'CSTORE_STORE_UNAVAILABLE', outcomeUnknown: false })
    await proxy.heal()
    await expect.poll(() => answers(store), { timeout: 15_000 }).toBe(true)
    await store.documents.create('things', {}, 'y')
    expect(await store.documents.read(x)).toBeNull()
  })

  it('silently, a write is given up after its time limit, its outcome unknown', async () => {
    const { store, proxy } = await openStoreBehindProxy({ maxTimeMs: 100 })
    await store.ping()
    proxy.set('toClient', { drop: true })
    const error = await errorOf(() => store.documents.create('things', {}, 'x'))
    expect(error).toMatchObject({ outcomeUnknown: true })
  })

  it('silently, a write that the driver gives up before that has an unknown outcome too', async () => {
    const { store, proxy } = await openStoreBehindProxy({ maxTimeMs: 10_000 }, OFTEN)
    await store.ping()
    // What is sent arrives, and nothing is heard of it.
    proxy.set('toClient', { drop: true })
    const error = await errorOf(() => store.documents.create('things', { a: 1 }, 'x'))
    expect(error).toMatchObject({ code: 'CSTORE_STORE_UNAVAILABLE', outcomeUnknown: true })
    await proxy.heal()
    await expect.poll(() => answers(store), { timeout: 15_000 }).toBe(true)
    expect(json(await store.documents.read(x))).toEqual({ id: 'x', a: 1 })
  })
})

it('a write that is under way when the store is closed has an unknown outcome', async () => {
  const { store, proxy } = await openStoreBehindProxy()
  await store.ping()
  proxy.set('toClient', { drop: true })
  const write = errorOf(() => store.documents.create('things', {}, 'x'))
  await expect.poll(() => store.connections().busy, { timeout: 15_000 }).toBe(1)
  await store.close()
  expect(await write).toMatchObject({ code: 'CSTORE_STORE_UNAVAILABLE', outcomeUnknown: true })
})

describe('connectStore', () => {
  it('says when there is no server', async () => {
    const options = { database: 'x', maxTimeMs: 1000, connectTimeoutMs: 200 }
    const error = await errorOf(() => connectStore({ uri: 'mongodb://127.0.0.1:1', ...options }))
    expect(error).toMatchObject({ code: 'CSTORE_STORE_UNAVAILABLE', outcomeUnknown: false })
  })

  it('says when the address makes no sense, without repeating it', async () => {
    const options = { database: 'x', maxTimeMs: 1000, connectTimeoutMs: 200 }
    const error = await errorOf(() => connectStore({ uri: 'mongo://user:secret@x', ...options }))
    expect(error).toMatchObject({ code: 'CSTORE_STORE_ADDRESS_INVALID' })
    expect(String(error)).not.toContain('secret')
  })
})

describe('connections', () => {
  const patience = { timeout: 15_000 }

  it('tells whether MongoDB can be reached, without asking', async () => {
    const { store, proxy } = await openStoreBehindProxy({}, OFTEN)
    await store.ping()
    expect(store.connections()).toMatchObject({ reachable: true, busy: 0, waiting: 0 })
    proxy.refuse()
    proxy.cut()
    await errorOf(() => store.ping())
    await expect.poll(() => store.connections(), patience).toMatchObject({ reachable: false })
    expect(store.connections()).toMatchObject({ busy: 0, waiting: 0 })
  })

  it('tells how many are busy, and how many wait for one', async () => {
    const { store, proxy } = await openStoreBehindProxy({ poolSize: 2 })
    await Promise.all([store.ping(), store.ping()])
    proxy.set('toClient', { delayMs: 300 })
    const pings = Array.from({ length: 5 }, () => store.ping())
    await expect.poll(() => store.connections(), patience).toMatchObject({ busy: 2, waiting: 3 })
    await proxy.heal()
    await Promise.all(pings)
    expect(store.connections()).toMatchObject({ busy: 0, waiting: 0 })
    expect(store.connections().idle).toBeGreaterThan(0)
  })
})
