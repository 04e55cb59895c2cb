/**
 * Whether the shared cache may be used, and under which epoch: one small record in the database,
 * the same for every process. The epoch is part of every cache key, so raising it makes all that
 * was cached before unreachable.
 *
 *   open      read, fill and fence under `epoch`
 *   closed    nobody reads the cache; writes need no fence
 *   opening   writes are fenced under `epoch`; nobody reads yet
 *
 * Each process knows the record as it was at most `VIEW_MAX_AGE_MS` ago, and every change of
 * phase waits until nobody can still believe the phase before, so any two processes are at most
 * one phase apart. That is how schemas are changed under running servers in F1 (Rae et al.,
 * "Online, Asynchronous Schema Change in F1", VLDB 2013): `opening` is there because `closed`
 * and `open` may not meet.
 */
export interface EpochState {
  readonly epoch: number
  readonly phase: EpochPhase
  /** Identity of the Redis that this epoch's values are in; another one may have gone back in time. */
  readonly server: string
  /** Counted up by processes that need the cache closed because they cannot reach it. */
  readonly beat: number
}

export type EpochPhase = 'open' | 'closed' | 'opening'

/** The record in the database. Reads must see every exchange that was acknowledged before. */
export interface EpochStore {
  read(): Promise<EpochState | null>
  /** Atomic: `to` in place of `from` (null: no record); false when it is something else now. */
  exchange(from: EpochState | null, to: EpochState): Promise<boolean>
}

export const VIEW_MAX_AGE_MS = 500
export const POLL_MS = 200
/** Nobody believes the phase before after this; half as much again as a view's age, for clocks that drift. */
export const SETTLE_MS = 750
/** Longer than the pause between two beats. */
export const CLOSED_MS = 1500

export function sameState(one: EpochState | null, other: EpochState | null): boolean {
  if (!one || !other) return one === other
  return (
    one.epoch === other.epoch &&
    one.phase === other.phase &&
    one.server === other.server &&
    one.beat === other.beat
  )
}
