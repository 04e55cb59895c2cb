import { expect, it } from 'vitest'
import type { CacheEntry } from './envelope.ts'
import { jittered, lifetimeOf, refreshesEarly } from './freshness.ts'

const lifetimes = { ttlMs: 1000, staleMs: 500, negativeTtlMs: 100 }
const at = { nowMs: 10_000, random: 0.5 }
const entry = (kind: CacheEntry['kind']): CacheEntry => ({
  kind,
  version: 1,
  createdAtMs: 0,
  updatedAtMs: 0,
  etag: '',
  body: Buffer.alloc(0),
})

it('spreads a time by ten per cent either way', () => {
  expect([0, 0.5, 1].map((random) => jittered(1000, random))).toEqual([900, 1000, 1100])
})

it('keeps a document past its freshness for as long as staleMs', () => {
  expect(lifetimeOf(entry('document'), lifetimes, at)).toEqual({
    freshUntilMs: 11_000,
    hardTtlMs: 1500,
  })
})

it('keeps an absence for negativeTtlMs and not a moment longer', () => {
  expect(lifetimeOf(entry('absent'), lifetimes, at)).toEqual({
    freshUntilMs: 10_100,
    hardTtlMs: 100,
  })
})

it('caches nothing that has no lifetime', () => {
  expect(lifetimeOf(entry('document'), { ...lifetimes, ttlMs: 0 }, at)).toBeNull()
  expect(lifetimeOf(entry('absent'), { ...lifetimes, negativeTtlMs: 0 }, at)).toBeNull()
})

it('refreshes early only near the expiry, and the earlier the slower the load was', () => {
  const expiring = { freshUntilMs: 11_000, loadMs: 100 }
  expect(refreshesEarly(expiring, 10_000, 0.5)).toBe(false)
  expect(refreshesEarly(expiring, 10_950, 0.5)).toBe(true)
  expect(refreshesEarly({ ...expiring, loadMs: 2000 }, 10_000, 0.5)).toBe(true)
  expect(refreshesEarly(expiring, 11_000, 1)).toBe(true)
})
