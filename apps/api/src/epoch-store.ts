import type { EpochPhase, EpochState, EpochStore } from '@cstore/cache'
import type { CacheState, CacheStateRepository } from '@cstore/store'

const PHASES: readonly EpochPhase[] = ['open', 'closed', 'opening']

/** The record of the cache's epochs, where the database keeps it. */
export function epochStore(records: CacheStateRepository): EpochStore {
  return {
    read: async () => {
      const state = await records.read()
      return state && toEpochState(state)
    },
    exchange: (from, to) => records.exchange(from, to),
  }
}

/** A phase that only another version of this program knows is none in which to read the cache. */
function toEpochState(state: CacheState): EpochState {
  const phase = PHASES.find((known) => known === state.phase) ?? 'closed'
  return { ...state, phase }
}
