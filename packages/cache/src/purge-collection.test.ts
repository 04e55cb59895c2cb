import { expect, it } from 'vitest'
import type { DocumentKey } from './cache-key.ts'
import { listKeys, tierKeys } from './cache-key.ts'
import type { Epochs } from './epoch/epochs.ts'
import { singleProcess } from './epoch/epochs.ts'
import type { FencePolicy } from './fenced-writes.ts'
import { purgeCollection } from './purge-collection.ts'
import { MemoryTier } from './tiers/memory-tier.ts'

const ID = 'a/ü:{b}*'
const keysOf = (id: string, collection = 'c') => tierKeys('n:0', { collection, id })
const LEASE = { token: 't', leaseMs: 1000, refresh: false }
const VALUE = { token: 't', value: Buffer.from('v'), ttlMs: 1000 }

function parts(policy: FencePolicy = 'available') {
  const tier = new MemoryTier({ maxBytes: 10_000, now: () => 0 })
  let closed = 0
  const ground = { kind: 'closed', epoch: '1', server: 'memory' } as const
  const epochs: Epochs = { ...singleProcess, close: () => Promise.resolve((closed++, ground)) }
  const purge = async (documents: readonly DocumentKey[]): Promise<void> => {
    for (const { collection, id } of documents) {
      await tier.endWrite([keysOf(id, collection)], 'p')
      await tier.endListWrite(listKeys('n:0', collection), 'p')
    }
  }
  const run = () => purgeCollection('c', { tier, epochs, policy, namespace: 'n', purge })
  const put = async (id: string, collection = 'c'): Promise<void> => {
    await tier.acquire(keysOf(id, collection), LEASE)
    await tier.fill(keysOf(id, collection), VALUE)
  }
  return { tier, run, put, closed: () => closed }
}

it('drops values, loads under way and pages of the collection, and no others', async () => {
  const { tier, run, put, closed } = parts()
  await put(ID)
  await put('x', 'c2')
  await tier.acquire(keysOf('loading'), LEASE)
  const page = listKeys('n:0', 'c', 'p')
  const begun = await tier.beginPage(page)
  if (begun.outcome !== 'load') throw new Error('Expected a generation')
  const { generation } = begun
  await tier.fillPage(page, { generation, value: Buffer.from('p'), ttlMs: 1000 })
  await run()
  expect(await tier.get(keysOf(ID).value)).toBeNull()
  expect(await tier.fill(keysOf('loading'), VALUE)).toBe('rejected')
  expect((await tier.getPage(page)).generation).not.toBe(generation)
  expect(await tier.get(keysOf('x', 'c2').value)).toEqual(Buffer.from('v'))
  expect(closed()).toBe(0)
})

it('finds what is filled between the two looks', async () => {
  const { tier, run } = parts()
  const look = tier.keysUnder.bind(tier)
  let looks = 0
  tier.keysUnder = async function* (prefix) {
    if (++looks > 1) yield* look(prefix)
    if (looks > 1) return
    // Like a server whose list of keys misses what is moved from one to another.
    await tier.acquire(keysOf('late'), LEASE)
    await tier.fill(keysOf('late'), VALUE)
  }
  await run()
  expect(await tier.get(keysOf('late').value)).toBeNull()
})

const away = (): never => {
  throw new Error('away')
}

it('closes the cache when the tier cannot tell', async () => {
  const { tier, run, closed } = parts('available')
  tier.keysUnder = away
  await run()
  expect(closed()).toBe(1)
})

it('says that it could not be done where the cache may not be closed', async () => {
  const { tier, run, closed } = parts('strict')
  tier.keysUnder = away
  await expect(run()).rejects.toMatchObject({ code: 'CSTORE_CACHE_UNAVAILABLE' })
  expect(closed()).toBe(0)
})
