import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LocalRates } from './local-rates.ts'

const QUOTA = { limit: 3, windowMs: 60_000 }

function clocked(maxSubjects = 100) {
  const clock = { ms: 5000 }
  return { clock, rates: new LocalRates({ maxSubjects, now: () => clock.ms }) }
}

describe('local rate limits', () => {
  it('allow the quota at once, then one for each share of the window', async () => {
    const { clock, rates } = clocked()
    const remaining = []
    for (let n = 0; n < 3; n++) remaining.push((await rates.take('a', QUOTA)).remaining)
    expect(remaining).toEqual([2, 1, 0])
    expect(await rates.take('a', QUOTA)).toEqual({
      allowed: false,
      remaining: 0,
      resetMs: 60_000,
      retryAfterMs: 20_000,
    })
    clock.ms += 20_000
    expect((await rates.take('a', QUOTA)).allowed).toBe(true)
    expect((await rates.take('a', QUOTA)).allowed).toBe(false)
  })

  it('keep subjects apart', async () => {
    const { rates } = clocked()
    for (let n = 0; n < 4; n++) await rates.take('a', QUOTA)
    expect((await rates.take('b', QUOTA)).remaining).toBe(2)
  })

  it('remember a bounded number of subjects', async () => {
    const { rates } = clocked(2)
    for (let n = 0; n < 3; n++) await rates.take('a', QUOTA)
    await rates.take('b', QUOTA)
    expect((await rates.take('a', QUOTA)).allowed).toBe(false)
    await rates.take('c', QUOTA)
    await rates.take('d', QUOTA)
    expect((await rates.take('a', QUOTA)).remaining).toBe(2)
  })

  it('never refuse whoever keeps to the quota in every window', async () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(gaps, fc.integer({ min: 1, max: 7 }), async (waits, limit) => {
        const { clock, rates } = clocked()
        const sent: number[] = []
        for (const waitMs of waits) {
          clock.ms += waitMs
          const recent = sent.filter((at) => at > clock.ms - QUOTA.windowMs)
          if (recent.length >= limit) continue
          sent.push(clock.ms)
          expect((await rates.take('a', { ...QUOTA, limit })).allowed).toBe(true)
        }
      }),
    )
  })
})
