import { describe, expect, it } from 'vitest'
import { ALL_RULES, search } from './search.ts'

describe('in every order of steps found', () => {
  it('no read breaks a rule, with leases expiring and processes dying', async () => {
    expect(await search({ runs: 7000, rules: ALL_RULES })).toBeNull()
  }, 60_000)

  it('no read is stale even when fences fall while their writers are paused', async () => {
    const limits = { writerMs: 120 }
    const rules = ['stale', 'from-the-future'] as const
    expect(await search({ runs: 4000, rules, limits })).toBeNull()
  }, 60_000)
})
