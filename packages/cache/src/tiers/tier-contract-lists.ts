import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { listKeys, type ListKeys } from '../cache-key.ts'
import type { TierUnderTest } from './tier-contract.ts'

const LONG_MS = 60_000
const PAGE = Buffer.from('page')

/** What every tier promises about cached lists; the engine relies on nothing else. */
export function describeTierLists(name: string, start: () => Promise<TierUnderTest>): void {
  describe(`lists in the ${name} tier`, () => {
    let under: TierUnderTest
    let started: TierUnderTest | undefined
    let count = 0
    const fresh = (): ListKeys => listKeys('test-lists', `things ${++count} {}`, 'first')
    const begin = async (keys: ListKeys): Promise<string> => {
      const begun = await under.tier.beginPage(keys)
      if (begun.outcome === 'writing') throw new Error('Expected no write to be under way')
      return begun.generation
    }
    const fill = (keys: ListKeys, generation: string, { value = PAGE, ttlMs = LONG_MS } = {}) =>
      under.tier.fillPage(keys, { generation, value, ttlMs })
    const beginWrite = (keys: ListKeys, token: string, expiryMs = LONG_MS) =>
      under.tier.beginListWrite(keys, { token, expiryMs })

    // Before a test and not before all: what is missing for a tier can skip a test only.
    beforeEach(async () => {
      started ??= await start()
      under = started
    })
    afterAll(() => started?.close())

    it('has neither generation nor page of a collection nobody listed', async () => {
      expect(await under.tier.getPage(fresh())).toEqual({ generation: null, page: null })
    })

    it('stores every byte of a page under the generation it was loaded under', async () => {
      const keys = fresh()
      const value = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
      const generation = await begin(keys)
      expect(await fill(keys, generation, { value })).toBe('stored')
      expect(await under.tier.getPage(keys)).toEqual({ generation, page: value })
    })

    it('gives all readers of a collection one generation, never zero', async () => {
      const keys = fresh()
      const generation = await begin(keys)
      expect(await begin(keys)).toBe(generation)
      expect(Number.parseFloat(generation)).toBeGreaterThan(0)
    })

    it('moves the generation on when a write begins and when it ends', async () => {
      const keys = fresh()
      const before = await begin(keys)
      await beginWrite(keys, 'w')
      const { generation: during } = await under.tier.getPage(keys)
      await under.tier.endListWrite(keys, 'w')
      const { generation: after } = await under.tier.getPage(keys)
      expect(new Set([before, during, after]).size).toBe(3)
      expect(await begin(keys)).toBe(after)
    })

    it('rejects pages that were loading when a write began, and when it has ended', async () => {
      const keys = fresh()
      const generation = await begin(keys)
      await beginWrite(keys, 'w')
      expect(await fill(keys, generation)).toBe('rejected')
      await under.tier.endListWrite(keys, 'w')
      expect(await fill(keys, generation)).toBe('rejected')
      expect(await fill(keys, await begin(keys))).toBe('stored')
    })

    it('rejects a page of a generation nobody began', async () => {
      const keys = fresh()
      expect(await fill(keys, '0')).toBe('rejected')
      expect(await fill(keys, '')).toBe('rejected')
    })

    it('leaves a missing generation missing when a write begins and ends', async () => {
      const keys = fresh()
      await beginWrite(keys, 'w')
      await under.tier.endListWrite(keys, 'w')
      expect(await under.tier.getPage(keys)).toEqual({ generation: null, page: null })
    })

    it('gives no generation while a write is under way', async () => {
      const keys = fresh()
      await beginWrite(keys, 'w')
      expect(await under.tier.beginPage(keys)).toEqual({ outcome: 'writing' })
      await under.tier.endListWrite(keys, 'w')
      expect(await under.tier.beginPage(keys)).toMatchObject({ outcome: 'load' })
    })

    it('lifts only the fence of the writer that ended', async () => {
      const keys = fresh()
      await beginWrite(keys, 'w1')
      await beginWrite(keys, 'w2')
      await under.tier.endListWrite(keys, 'w1')
      expect(await under.tier.beginPage(keys)).toEqual({ outcome: 'writing' })
      await under.tier.endListWrite(keys, 'w2')
      expect(await under.tier.beginPage(keys)).toMatchObject({ outcome: 'load' })
    })

    it('lets the fence of a writer that died fall, and only that of the quicker one', async () => {
      const keys = fresh()
      await beginWrite(keys, 'dead', 20)
      await under.pass(30)
      expect(await under.tier.beginPage(keys)).toMatchObject({ outcome: 'load' })
      await beginWrite(keys, 'slow')
      await beginWrite(keys, 'dead', 20)
      await under.pass(30)
      expect(await under.tier.beginPage(keys)).toEqual({ outcome: 'writing' })
      await under.tier.endListWrite(keys, 'slow')
      expect(await under.tier.beginPage(keys)).toMatchObject({ outcome: 'load' })
    })

    it('moves on at the end of a write even when its fence fell before', async () => {
      const keys = fresh()
      await beginWrite(keys, 'paused', 20)
      await under.pass(30)
      const generation = await begin(keys)
      await under.tier.endListWrite(keys, 'paused')
      expect(await fill(keys, generation)).toBe('rejected')
    })

    it('lets a page go when its time is over, and keeps its generation', async () => {
      const keys = fresh()
      const generation = await begin(keys)
      await fill(keys, generation, { ttlMs: 20 })
      await under.pass(30)
      expect(await under.tier.getPage(keys)).toEqual({ generation, page: null })
    })

    it('keeps pages and collections apart', async () => {
      const [keys, other] = [fresh(), fresh()]
      const second = { ...keys, page: `${keys.page}2` }
      const generation = await begin(keys)
      await fill(keys, generation)
      await begin(other)
      await beginWrite(other, 'w')
      expect(await under.tier.getPage(keys)).toEqual({ generation, page: PAGE })
      expect(await under.tier.getPage(second)).toEqual({ generation, page: null })
    })
  })
}
