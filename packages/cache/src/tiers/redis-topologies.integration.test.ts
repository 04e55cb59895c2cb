import { setTimeout as delay } from 'node:timers/promises'
import { startRedisCluster, startRedisSentinel } from '@cstore/testing'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { tierKeys } from '../cache-key.ts'
import { connectRedis } from './redis/connect.ts'
import { keySlot } from './redis/key-slot.ts'
import { RedisTier } from './redis-tier.ts'
import { describeTierLists } from './tier-contract-lists.ts'
import { describeTier, type TierUnderTest } from './tier-contract.ts'

const keyOf = (id: string) => tierKeys('test', { collection: 'c', id })

async function tierAt(url: string, timeoutMs = 2000): Promise<RedisTier> {
  return new RedisTier(await connectRedis({ url, timeoutMs, onError: () => undefined }))
}

async function underTest(servers: {
  url: string
  stop: () => Promise<void>
}): Promise<TierUnderTest> {
  const tier = await tierAt(servers.url)
  const close = async (): Promise<void> => {
    await tier.close()
    await servers.stop()
  }
  return { tier, pass: (ms) => delay(ms), close }
}

const cluster = async () => underTest(await startRedisCluster())
const sentinel = async () => underTest(await startRedisSentinel())

describeTier('Redis Cluster', cluster)
describeTierLists('Redis Cluster', cluster)
describeTier('Redis Sentinel', sentinel)
describeTierLists('Redis Sentinel', sentinel)

async function store(tier: RedisTier, id: string): Promise<string> {
  await tier.acquire(keyOf(id), { token: 'a', leaseMs: 60_000, refresh: false })
  return tier.fill(keyOf(id), { token: 'a', value: Buffer.from(id), ttlMs: 60_000 })
}

it('follows Sentinel to the new master, under another identity', async () => {
  const servers = await startRedisSentinel()
  const tier = await tierAt(servers.url)
  const seen: (string | null)[] = []
  tier.onIdentity((identity) => seen.push(identity))
  const before = tier.identity()
  expect(before).not.toBeNull()
  await store(tier, 'one')
  await servers.failOver()
  await expect.poll(() => tier.identity() ?? before, { timeout: 15_000 }).not.toBe(before)
  // Whatever was in between: nobody was told that all was as before.
  expect(seen[0]).toBeNull()
  expect(seen).not.toContain(before)
  expect(await store(tier, 'two')).toBe('stored')
  await tier.close()
  await servers.stop()
})

it('spreads over all masters of a cluster and follows a failover, under another identity', async () => {
  const servers = await startRedisCluster({ replicas: 1 })
  const [tier, other] = await Promise.all([tierAt(servers.url), tierAt(servers.url)])
  const ids = Array.from({ length: 50 }, (_, index) => `id ${index}`)
  for (const id of ids) expect(await store(tier, id)).toBe('stored')
  for (const id of ids) expect(await other.get(keyOf(id).value)).toEqual(Buffer.from(id))
  const before = tier.identity()
  expect(before).not.toBeNull()
  expect(other.identity()).toBe(before)
  const [replica] = servers.replicas
  if (replica) await servers.failOver(replica)
  await expect.poll(() => tier.identity() ?? before, { timeout: 15_000 }).not.toBe(before)
  await expect.poll(() => other.identity(), { timeout: 15_000 }).toBe(tier.identity())
  for (const id of ids) expect(await tier.get(keyOf(id).value)).toEqual(Buffer.from(id))
  await Promise.all([tier.close(), other.close()])
  await servers.stop()
})

it('is away while a master of the cluster is, and has another identity after its restart', async () => {
  const servers = await startRedisCluster()
  const tier = await tierAt(servers.url)
  const before = tier.identity()
  const [first] = servers.masters
  await first?.kill('SIGKILL')
  await expect.poll(() => tier.identity()).toBeNull()
  await first?.restart()
  await expect.poll(() => tier.identity(), { timeout: 15_000 }).not.toBeNull()
  expect(tier.identity()).not.toBe(before)
  expect(await store(tier, 'one')).toBe('stored')
  await tier.close()
  await servers.stop()
})

it('finds the master that Sentinel made of the replica when the old one was killed', async () => {
  const servers = await startRedisSentinel()
  const tier = await tierAt(servers.url)
  const before = tier.identity()
  await servers.servers[0].kill('SIGKILL')
  await expect.poll(() => tier.identity()).toBeNull()
  await expect.poll(() => tier.identity(), { timeout: 20_000 }).not.toBeNull()
  expect(tier.identity()).not.toBe(before)
  expect(await store(tier, 'one')).toBe('stored')
  await tier.close()
  await servers.stop()
}, 40_000)

it('finds the master that a cluster made of a replica when the old one was killed', async () => {
  const servers = await startRedisCluster({ replicas: 1 })
  const tier = await tierAt(servers.url)
  const before = tier.identity()
  await servers.masters[0]?.kill('SIGKILL')
  await expect.poll(() => tier.identity()).toBeNull()
  await expect.poll(() => tier.identity(), { timeout: 20_000 }).not.toBeNull()
  expect(tier.identity()).not.toBe(before)
  // A node that was in the minority for a moment says so and is asked again.
  for (const id of ['one', 'two', 'three', 'four']) {
    await expect.poll(() => store(tier, id).catch(() => 'away')).toBe('stored')
  }
  await tier.close()
  await servers.stop()
}, 40_000)

it('draws the map of a cluster anew when a slot has moved', async () => {
  const servers = await startRedisCluster()
  const tier = await tierAt(servers.url)
  const { lease, value } = keyOf('one')
  const admins = servers.masters.map(({ url }) => new Redis(url))
  const slot = keySlot(value)
  expect(await admins[0]?.cluster('KEYSLOT', value)).toBe(slot)
  const ids = await Promise.all(admins.map((admin) => admin.cluster('MYID')))
  const owner = admins.findIndex((_, index) => index === Math.floor((slot * 3) / 16_384))
  const heir = (owner + 1) % admins.length
  await admins[heir]?.cluster('SETSLOT', slot, 'NODE', String(ids[heir]))
  await admins[owner]?.cluster('SETSLOT', slot, 'NODE', String(ids[heir]))
  await expect
    .poll(() => store(tier, 'one').catch(() => 'away'), { timeout: 10_000 })
    .toBe('stored')
  expect(await admins[heir]?.exists(value, lease)).toBe(1)
  for (const admin of admins) admin.disconnect()
  await tier.close()
  await servers.stop()
})
