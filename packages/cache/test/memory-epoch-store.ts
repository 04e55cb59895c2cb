import type { EpochState, EpochStore } from '../src/index.ts'
import { sameState } from '../src/epoch/epoch-state.ts'

/** The record of epochs for the caches of one test, without a database. */
export function memoryEpochStore(): EpochStore {
  let record: EpochState | null = null
  return {
    read: () => Promise.resolve(record),
    exchange: (from, to) => {
      if (!sameState(from, record)) return Promise.resolve(false)
      record = to
      return Promise.resolve(true)
    },
  }
}
