import { testMongo } from '@cstore/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectStore, type Store } from '../src/index.ts'

let store: Store
let close: () => Promise<void>

beforeAll(async () => {
  const mongo = await testMongo()
  const { uri, database } = mongo
  store = await connectStore({ uri, database, maxTimeMs: 2000, connectTimeoutMs: 2000 })
  close = async () => {
    await store.close()
    await mongo.close()
  }
})
afterAll(() => close())

it('is made once, and exchanged only by those who know what it is', async () => {
  const first = { epoch: 1_795_000_000_000, phase: 'open', server: 'one', beat: 0 }
  expect(await store.cacheState.read()).toBeNull()
  const made = await Promise.all(
    Array.from({ length: 5 }, () => store.cacheState.exchange(null, first)),
  )
  expect(made.filter(Boolean)).toHaveLength(1)
  expect(await store.cacheState.read()).toEqual(first)

  const closed = { ...first, phase: 'closed' }
  const exchanged = await Promise.all(
    Array.from({ length: 5 }, () => store.cacheState.exchange(first, closed)),
  )
  expect(exchanged.filter(Boolean)).toHaveLength(1)
  expect(await store.cacheState.exchange(first, { ...first, epoch: 2 })).toBe(false)
  expect(await store.cacheState.read()).toEqual(closed)
})
