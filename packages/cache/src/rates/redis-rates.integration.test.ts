import { testRedis } from '@cstore/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectRedis } from '../tiers/redis/connect.ts'
import type { RedisLinks } from '../tiers/redis/redis-link.ts'
import { LocalRates } from './local-rates.ts'
import { RedisRates } from './redis-rates.ts'

/** So slow that nothing refills while a test runs. */
const QUOTA = { limit: 5, windowMs: 3_600_000 }

let redis: Awaited<ReturnType<typeof testRedis>>
let one: RedisLinks
let other: RedisLinks

beforeAll(async () => {
  redis = await testRedis()
  const options = { url: redis.url, timeoutMs: 2000, onError: () => undefined }
  one = await connectRedis(options)
  other = await connectRedis(options)
})
afterAll(async () => {
  one.close()
  other.close()
  await redis.close()
})

function ratesOf({ data }: RedisLinks, namespace: string, away = false): RedisRates {
  return new RedisRates({
    link: data,
    namespace,
    identity: () => (away ? null : data.identity()),
    local: new LocalRates({ maxSubjects: 10, now: () => performance.now() }),
  })
}

describe('shared rate limits', () => {
  it('allow the quota once for all processes, however they ask at once', async () => {
    const [here, there] = [ratesOf(one, 'shared'), ratesOf(other, 'shared')]
    const asked = [1, 2, 3, 4, 5, 6].flatMap(() => [here.take('a', QUOTA), there.take('a', QUOTA)])
    const allowed = (await Promise.all(asked)).filter((decision) => decision.allowed)
    const remaining = allowed.map((decision) => decision.remaining)
    expect(remaining.toSorted((x, y) => y - x)).toEqual([4, 3, 2, 1, 0])
    const refused = await here.take('a', QUOTA)
    expect(refused.retryAfterMs).toBeGreaterThan(QUOTA.windowMs / QUOTA.limit - 20_000)
    expect(refused.resetMs).toBeGreaterThan(QUOTA.windowMs - 20_000)
    expect((await there.take('b', QUOTA)).remaining).toBe(4)
  })

  it('refill', async () => {
    const quick = { limit: 1, windowMs: 30 }
    await ratesOf(one, 'refill').take('a', quick)
    const rates = ratesOf(other, 'refill')
    await expect.poll(async () => (await rates.take('a', quick)).allowed).toBe(true)
  })

  it('count a fast quota exactly', async () => {
    const rates = ratesOf(one, 'fast')
    const quota = { limit: 7000, windowMs: 3_600_000 }
    const asked = Array.from({ length: 50 }, () => rates.take('a', quota))
    expect((await Promise.all(asked)).at(-1)?.remaining).toBe(6950)
  })

  it('are those of this process while Redis is away', async () => {
    const rates = ratesOf(one, 'away', true)
    for (let n = 0; n < 5; n++) expect((await rates.take('a', QUOTA)).allowed).toBe(true)
    expect((await rates.take('a', QUOTA)).allowed).toBe(false)
  })
})
