import { FaultProxy, startRedisServer } from '@cstore/testing'
import { afterAll, expect, it } from 'vitest'
import { tierKeys } from '../cache-key.ts'
import { systemClock } from '../clock.ts'
import { BreakerTier } from './breaker-tier.ts'
import { connectRedis } from './redis/connect.ts'
import { RedisTier } from './redis-tier.ts'
import { TierUnavailableError } from './tier-errors.ts'

const keys = tierKeys('test', { collection: 'c', id: 'one' })
const READS = 1000
/** Long enough for a machine that is busy with other tests. */
const TIMEOUT_MS = 250
const measured: string[] = []

afterAll(() => {
  const lines = ['Latency of reads while the breaker is open', ...measured]
  process.stdout.write(`${lines.join('\n  ')}\n`)
})

class CountedTier extends RedisTier {
  asked = 0

  override get(valueKey: string): Promise<Buffer | null> {
    this.asked++
    return super.get(valueKey)
  }
}

async function start(url: string) {
  const links = await connectRedis({ url, timeoutMs: TIMEOUT_MS, onError: () => undefined })
  const redis = new CountedTier(links)
  const tier = new BreakerTier({ tier: redis, clock: systemClock, random: Math.random })
  await expect.poll(() => tier.healthy(), { timeout: 10_000 }).toBe(true)
  expect(await tier.get(keys.value)).toBeNull()
  return { redis, tier }
}

/** Reads one after the other; answers how many did not fail for want of the tier. */
async function readAll(tier: BreakerTier, fault: string): Promise<number> {
  const tookMs: number[] = []
  let others = 0
  for (let read = 0; read < READS; read++) {
    const startedMs = performance.now()
    const error: unknown = await tier.get(keys.value).catch((thrown: unknown) => thrown)
    tookMs.push(performance.now() - startedMs)
    if (!(error instanceof TierUnavailableError)) others++
  }
  const sorted = tookMs.toSorted((one, other) => one - other)
  const at = (share: number): string => (sorted[Math.floor(READS * share)] ?? 0).toFixed(3)
  measured.push(`${fault}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(0.999)} ms`)
  return others
}

it('lets three reads wait for a server that hangs, and none after them', async () => {
  const server = await startRedisServer()
  const { redis, tier } = await start(server.url)
  const before = tier.identity()
  await server.kill('SIGSTOP')
  for (let read = 0; read < 3; read++) {
    await expect(tier.get(keys.value)).rejects.toThrow(/timed out/i)
  }
  const { asked } = redis
  expect(await readAll(tier, 'SIGSTOP')).toBe(0)
  expect(redis.asked).toBe(asked)
  expect(tier.healthy()).toBe(false)
  await server.kill('SIGCONT')
  await expect.poll(() => tier.healthy(), { timeout: 10_000 }).toBe(true)
  expect(await tier.get(keys.value)).toBeNull()
  expect(tier.identity()).toBe(before)
  await tier.close()
  await server.stop()
})

it('lets no read wait for a server that was killed, and knows that another one came', async () => {
  const server = await startRedisServer()
  const { redis, tier } = await start(server.url)
  const before = tier.identity()
  await server.kill('SIGKILL')
  await expect.poll(() => tier.identity()).toBeNull()
  expect(tier.healthy()).toBe(false)
  const { asked } = redis
  expect(await readAll(tier, 'kill -9')).toBe(0)
  expect(redis.asked).toBe(asked)
  await server.restart()
  await expect.poll(() => tier.healthy(), { timeout: 10_000 }).toBe(true)
  expect(tier.identity()).not.toBe(before)
  expect(await tier.get(keys.value)).toBeNull()
  await tier.close()
  await server.stop()
})

it('lets no read wait for a connection that was cut, and finds the same server again', async () => {
  const server = await startRedisServer()
  const proxy = await FaultProxy.start({ host: '127.0.0.1', port: server.port })
  const { redis, tier } = await start(proxy.addressFor(server.url))
  const before = tier.identity()
  proxy.refuse()
  proxy.cut()
  await expect.poll(() => tier.identity()).toBeNull()
  const { asked } = redis
  expect(await readAll(tier, 'cut')).toBe(0)
  expect(redis.asked).toBe(asked)
  await proxy.accept()
  await expect.poll(() => tier.healthy(), { timeout: 10_000 }).toBe(true)
  expect(tier.identity()).toBe(before)
  expect(await tier.get(keys.value)).toBeNull()
  await tier.close()
  await proxy.close()
  await server.stop()
})
