import { describe, expect, it } from 'vitest'
import { searchEpochs } from './epoch-search.ts'

describe('when processes lose the cache, or the cache its memory', () => {
  it.each(['available', 'strict'] as const)(
    'no acknowledged write is missed (%s)',
    async (policy) => {
      expect(await searchEpochs({ runs: 3000, policy })).toBeNull()
    },
    60_000,
  )
})
