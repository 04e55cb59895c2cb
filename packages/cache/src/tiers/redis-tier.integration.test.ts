import { setTimeout as delay } from 'node:timers/promises'
import { startRedisServer, testRedis } from '@cstore/testing'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { listKeys, tierKeys } from '../cache-key.ts'
import { connectRedis } from './redis/connect.ts'
import { RedisTier } from './redis-tier.ts'
import { TierUnavailableError } from './tier-errors.ts'
import { describeTierLists } from './tier-contract-lists.ts'
import { describeTier, type TierUnderTest } from './tier-contract.ts'

const keys = tierKeys('test', { collection: 'c', id: 'one' })

async function tierAt(url: string, timeoutMs = 2000): Promise<RedisTier> {
  return new RedisTier(await connectRedis({ url, timeoutMs, onError: () => undefined }))
}

async function redisTier(): Promise<TierUnderTest> {
  const redis = await testRedis()
  const tier = await tierAt(redis.url)
  return {
    tier,
    pass: (ms: number) => delay(ms),
    close: async () => {
      await tier.close()
      await redis.close()
    },
  }
}

describeTier('Redis', redisTier)
describeTierLists('Redis', redisTier)

it('goes on after the server forgot its scripts', async () => {
  const redis = await testRedis()
  const data = new Redis(redis.url)
  const tier = await tierAt(redis.url)
  await tier.acquire(keys, { token: 'a', leaseMs: 60_000, refresh: false })
  await data.script('FLUSH')
  expect(await tier.fill(keys, { token: 'a', value: Buffer.from('v'), ttlMs: 60_000 })).toBe(
    'stored',
  )
  await tier.beginWrite([keys], { token: 'w', expiryMs: 60_000 })
  expect(await tier.get(keys.value)).toBeNull()
  data.disconnect()
  await tier.close()
  await redis.close()
})

it('leaves no key without an expiry behind', async () => {
  const redis = await testRedis()
  const data = new Redis(redis.url)
  const tier = await tierAt(redis.url)
  await tier.acquire(keys, { token: 'a', leaseMs: 60_000, refresh: false })
  await tier.fill(keys, { token: 'a', value: Buffer.from('v'), ttlMs: 60_000 })
  await tier.acquire(keys, { token: 'b', leaseMs: 60_000, refresh: true })
  expect(await data.pttl(keys.value)).toBeGreaterThan(0)
  expect(await data.pttl(keys.lease)).toBeGreaterThan(0)
  await tier.beginWrite([keys], { token: 'w', expiryMs: 60_000 })
  expect(await data.pttl(keys.writers)).toBeGreaterThan(0)
  data.disconnect()
  await tier.close()
  await redis.close()
})

it('keeps a generation longer than any page, and nothing of a list without an expiry', async () => {
  const redis = await testRedis()
  const data = new Redis(redis.url)
  const tier = await tierAt(redis.url)
  const list = listKeys('test', 'c', 'first')
  const longestMs = 3_600_000
  const begun = await tier.beginPage(list)
  const generation = begun.outcome === 'load' ? begun.generation : ''
  await tier.fillPage(list, { generation, value: Buffer.from('page'), ttlMs: longestMs })
  expect(await data.pttl(list.page)).toBeGreaterThan(0)
  expect(await data.pttl(list.generation)).toBeGreaterThan(longestMs)
  await tier.beginListWrite(list, { token: 'w', expiryMs: 60_000 })
  expect(await data.pttl(list.writers)).toBeGreaterThan(0)
  expect(await data.pttl(list.generation)).toBeGreaterThan(longestMs)
  data.disconnect()
  await tier.close()
  await redis.close()
})

it('fails within its timeout when the server hangs, and works again when it wakes', async () => {
  const server = await startRedisServer()
  const tier = await tierAt(server.url, 250)
  await server.kill('SIGSTOP')
  await expect(tier.get(keys.value)).rejects.toThrow(/timed out/i)
  await expect(tier.beginWrite([keys], { token: 'w', expiryMs: 1000 })).rejects.toThrow(
    /timed out/i,
  )
  await server.kill('SIGCONT')
  await expect.poll(() => tier.get(keys.value).catch(() => 'away')).toBeNull()
  await tier.close()
  await server.stop()
})

it('fails at once while the server is gone, and finds it again when it is back', async () => {
  const server = await startRedisServer()
  const tier = await tierAt(server.url)
  await server.kill('SIGKILL')
  await expect.poll(() => tier.healthy()).toBe(false)
  await expect(tier.get(keys.value)).rejects.toThrow(TierUnavailableError)
  await server.restart()
  await expect.poll(() => tier.healthy(), { timeout: 5000 }).toBe(true)
  expect(await tier.get(keys.value)).toBeNull()
  await tier.close()
  await server.stop()
})
