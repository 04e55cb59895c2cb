import { expect, it } from 'vitest'
import { tierKeys } from '../cache-key.ts'
import { MemoryTier } from './memory-tier.ts'
import { describeTierLists } from './tier-contract-lists.ts'
import { describeTier, type TierUnderTest } from './tier-contract.ts'

function memoryTier(): Promise<TierUnderTest> {
  let nowMs = 1_000_000
  const tier = new MemoryTier({ maxBytes: 1_000_000, now: () => nowMs })
  return Promise.resolve({
    tier,
    pass: (ms: number) => {
      nowMs += ms
      return Promise.resolve()
    },
    close: () => tier.close(),
  })
}

describeTier('memory', memoryTier)
describeTierLists('memory', memoryTier)

it('holds at most maxBytes and lets the least recently used value go', async () => {
  const tier = new MemoryTier({ maxBytes: 10_000, now: () => 0 })
  const keys = Array.from({ length: 20 }, (_, id) =>
    tierKeys('test', { collection: 'c', id: String(id) }),
  )
  for (const one of keys) {
    await tier.acquire(one, { token: 'a', leaseMs: 1000, refresh: false })
    await tier.fill(one, { token: 'a', value: Buffer.alloc(1000), ttlMs: 1000 })
  }
  const kept = await Promise.all(keys.map((one) => tier.get(one.value)))
  const sizes = kept.map((value) => value?.length ?? 0)
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(10_000)
  expect(sizes.at(-1)).toBe(1000)
  expect(sizes[0]).toBe(0)
})
