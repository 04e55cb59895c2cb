import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { collectionPrefix, idUnder, tierKeys, type TierKeys } from '../cache-key.ts'
import type { Tier } from './tier.ts'

export interface TierUnderTest {
  readonly tier: Tier
  /** Lets this much of the tier's own time go by. */
  readonly pass: (ms: number) => Promise<void>
  readonly close: () => Promise<void>
}

const LONG_MS = 60_000

/** What every tier promises; the engine relies on nothing else. */
export function describeTier(name: string, start: () => Promise<TierUnderTest>): void {
  describe(`the ${name} tier`, () => {
    let under: TierUnderTest
    let started: TierUnderTest | undefined
    let count = 0
    const fresh = (): TierKeys => tierKeys('test', { collection: 'things', id: `id ${++count} {}` })
    const acquire = (keys: TierKeys, token: string, leaseMs = LONG_MS) =>
      under.tier.acquire(keys, { token, leaseMs, refresh: false })
    const fill = (keys: TierKeys, token: string, value = Buffer.from('value')) =>
      under.tier.fill(keys, { token, value, ttlMs: LONG_MS })

    // Before a test and not before all: what is missing for a tier can skip a test only.
    beforeEach(async () => {
      started ??= await start()
      under = started
    })
    afterAll(() => started?.close())

    it('has nothing under a key nobody filled', async () => {
      expect(await under.tier.get(fresh().value)).toBeNull()
    })

    it('gives the lease to the first reader and makes the second wait', async () => {
      const keys = fresh()
      expect(await acquire(keys, 'a')).toEqual({ outcome: 'fill' })
      expect(await acquire(keys, 'b')).toEqual({ outcome: 'wait' })
    })

    it('takes its own lease found again for a win', async () => {
      const keys = fresh()
      await acquire(keys, 'a')
      expect(await acquire(keys, 'a')).toEqual({ outcome: 'fill' })
    })

    it('stores every byte of a fill under its lease, and serves it as a hit', async () => {
      const keys = fresh()
      const value = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
      await acquire(keys, 'a')
      expect(await fill(keys, 'a', value)).toBe('stored')
      expect(await under.tier.get(keys.value)).toEqual(value)
      expect(await acquire(keys, 'b')).toEqual({ outcome: 'hit', value })
    })

    it('rejects a fill without a lease, with a foreign one and with a used one', async () => {
      const keys = fresh()
      expect(await fill(keys, 'a')).toBe('rejected')
      await acquire(keys, 'a')
      expect(await fill(keys, 'b')).toBe('rejected')
      expect(await fill(keys, 'a')).toBe('stored')
      expect(await fill(keys, 'a')).toBe('rejected')
    })

    it('gives the lease to another reader once it expired, and rejects the first fill then', async () => {
      const keys = fresh()
      await acquire(keys, 'a', 20)
      await under.pass(30)
      expect(await fill(keys, 'a')).toBe('rejected')
      expect(await acquire(keys, 'b')).toEqual({ outcome: 'fill' })
      expect(await fill(keys, 'a')).toBe('rejected')
      expect(await fill(keys, 'b')).toBe('stored')
    })

    it('gives a released lease to the next reader, but releases nobody else’s', async () => {
      const keys = fresh()
      await acquire(keys, 'a')
      await under.tier.release(keys, 'b')
      expect(await acquire(keys, 'b')).toEqual({ outcome: 'wait' })
      await under.tier.release(keys, 'a')
      expect(await acquire(keys, 'b')).toEqual({ outcome: 'fill' })
    })

    it('lets a value go when its time is over', async () => {
      const keys = fresh()
      await acquire(keys, 'a')
      await under.tier.fill(keys, { token: 'a', value: Buffer.from('value'), ttlMs: 20 })
      await under.pass(30)
      expect(await under.tier.get(keys.value)).toBeNull()
    })

    it('gives a lease over a stored value to a refresh, and goes on serving the value', async () => {
      const keys = fresh()
      await acquire(keys, 'a')
      await fill(keys, 'a')
      const refresh = { token: 'b', leaseMs: LONG_MS, refresh: true }
      expect(await under.tier.acquire(keys, refresh)).toEqual({ outcome: 'fill' })
      expect(await under.tier.get(keys.value)).toEqual(Buffer.from('value'))
      expect(await fill(keys, 'b', Buffer.from('newer'))).toBe('stored')
      expect(await under.tier.get(keys.value)).toEqual(Buffer.from('newer'))
    })

    it('removes the value and rejects fills under way when a write begins', async () => {
      const keys = fresh()
      await acquire(keys, 'a')
      await fill(keys, 'a')
      await under.tier.acquire(keys, { token: 'b', leaseMs: LONG_MS, refresh: true })
      await under.tier.beginWrite([keys], { token: 'w', expiryMs: LONG_MS })
      expect(await under.tier.get(keys.value)).toBeNull()
      expect(await fill(keys, 'b')).toBe('rejected')
    })

    it('gives nobody a lease while a write is under way', async () => {
      const keys = fresh()
      await under.tier.beginWrite([keys], { token: 'w', expiryMs: LONG_MS })
      expect(await acquire(keys, 'a')).toEqual({ outcome: 'writing' })
      await under.tier.endWrite([keys], 'w')
      expect(await acquire(keys, 'a')).toEqual({ outcome: 'fill' })
    })

    it('lifts only the fence of the writer that ended', async () => {
      const keys = fresh()
      await under.tier.beginWrite([keys], { token: 'w1', expiryMs: LONG_MS })
      await under.tier.beginWrite([keys], { token: 'w2', expiryMs: LONG_MS })
      await under.tier.endWrite([keys], 'w1')
      expect(await acquire(keys, 'a')).toEqual({ outcome: 'writing' })
      await under.tier.endWrite([keys], 'w2')
      expect(await acquire(keys, 'a')).toEqual({ outcome: 'fill' })
    })

    it('lets the fence of a writer that died fall after its expiry', async () => {
      const keys = fresh()
      await under.tier.beginWrite([keys], { token: 'dead', expiryMs: 20 })
      await under.pass(30)
      expect(await acquire(keys, 'a')).toEqual({ outcome: 'fill' })
    })

    it('keeps the fence of a slow writer when one with a short expiry begins after it', async () => {
      const keys = fresh()
      await under.tier.beginWrite([keys], { token: 'slow', expiryMs: LONG_MS })
      await under.tier.beginWrite([keys], { token: 'quick', expiryMs: 20 })
      await under.pass(30)
      expect(await acquire(keys, 'a')).toEqual({ outcome: 'writing' })
    })

    it('clears the key at the end of a write even when its fence fell before', async () => {
      const keys = fresh()
      await under.tier.beginWrite([keys], { token: 'paused', expiryMs: 20 })
      await under.pass(30)
      await acquire(keys, 'a')
      await fill(keys, 'a')
      await acquire(keys, 'b')
      await under.tier.endWrite([keys], 'paused')
      expect(await under.tier.get(keys.value)).toBeNull()
    })

    it('lists the keys of values and leases under a prefix', async () => {
      const prefix = collectionPrefix('test', `li[s]t*${++count}`)
      const id = 'a:b {c}/%'
      const at = (end: string) =>
        tierKeys('test', { collection: `li[s]t*${count}`, id: `${id}${end}` })
      await acquire(at('filled'), 'a')
      await fill(at('filled'), 'a')
      await acquire(at('loading'), 'b')
      await acquire(fresh(), 'c')
      const ids = new Set<string>()
      for await (const keys of under.tier.keysUnder(prefix)) {
        for (const key of keys) ids.add(idUnder(prefix, key))
      }
      expect([...ids].toSorted((one, other) => one.localeCompare(other))).toEqual([
        `${id}filled`,
        `${id}loading`,
      ])
    })

    it('fences many documents in one step, each as if it were alone', async () => {
      const many = Array.from({ length: 250 }, fresh)
      const [filled, loading, others] = [many.slice(0, 5), many.slice(5, 10), many.slice(10)]
      for (const keys of [...filled, ...loading]) await acquire(keys, 'a')
      for (const keys of filled) await fill(keys, 'a')
      await under.tier.beginWrite(many, { token: 'w', expiryMs: LONG_MS })
      for (const keys of filled) expect(await under.tier.get(keys.value)).toBeNull()
      for (const keys of loading) expect(await fill(keys, 'a')).toBe('rejected')
      for (const keys of many) expect(await acquire(keys, 'b')).toEqual({ outcome: 'writing' })
      await under.tier.endWrite(others, 'w')
      for (const keys of others) expect(await acquire(keys, 'b')).toEqual({ outcome: 'fill' })
      for (const keys of filled) expect(await acquire(keys, 'b')).toEqual({ outcome: 'writing' })
      await under.tier.endWrite(many, 'w')
      for (const keys of filled) expect(await acquire(keys, 'c')).toEqual({ outcome: 'fill' })
    })

    it('does nothing for no documents', async () => {
      await expect(
        under.tier.beginWrite([], { token: 'w', expiryMs: LONG_MS }),
      ).resolves.toBeUndefined()
      await expect(under.tier.endWrite([], 'w')).resolves.toBeUndefined()
    })

    it('keeps documents apart', async () => {
      const [one, other] = [fresh(), fresh()]
      await under.tier.beginWrite([one], { token: 'w', expiryMs: LONG_MS })
      expect(await acquire(other, 'a')).toEqual({ outcome: 'fill' })
    })
  })
}
