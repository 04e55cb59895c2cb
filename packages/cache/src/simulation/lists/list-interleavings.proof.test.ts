import { describe, expect, it } from 'vitest'
import { ALL_RULES } from '../search.ts'
import { searchLists } from './list-search.ts'

describe('of a list, in every order of steps found', () => {
  it('no page breaks a rule, with generations evicted and processes dying', async () => {
    expect(await searchLists({ runs: 7000, rules: ALL_RULES })).toBeNull()
  }, 60_000)

  it('no page is stale even when fences fall while their writers are paused', async () => {
    const rules = ['stale', 'from-the-future'] as const
    expect(await searchLists({ runs: 4000, rules, writerMs: 120 })).toBeNull()
  }, 60_000)
})
