/**
 * What a client did and what came of it. Times are milliseconds of one monotonic clock
 * (`performance.now()` of the one process that all clients live in): `invoked` before the first
 * byte was sent, `returned` after the last was received.
 *
 * Versions order the states of one key: see `logical-version.ts` for how deletions fit in.
 */
export type OperationKind = 'read' | 'put' | 'patch' | 'delete'

/**
 * `unknown`: a write whose answer was lost or does not say. It may have been done, may be done
 * yet, or never: it counts as begun, never as acknowledged.
 */
export type Outcome = 'ok' | 'failed' | 'unknown'

/** `stale` is what the server itself marks as stale. */
export type CacheOutcome = 'hit' | 'stale' | 'miss' | 'bypass' | 'none'

export interface Operation {
  /** Unique in the run; writes put it into the document, so a read tells whose write it saw. */
  readonly id: number
  readonly key: string
  readonly kind: OperationKind
  /** Index of the API process that was asked. */
  readonly process: number
  readonly invoked: number
  readonly returned: number
  readonly outcome: Outcome
  /** Seen by a read, made by an acknowledged write; `absent` for a read that found nothing. */
  readonly version?: number | 'absent'
  /** Of a read: the id of the write whose document it saw. */
  readonly writtenBy?: number
  /** Of a conditional write: the version it was to replace. */
  readonly replaces?: number
  readonly cache: CacheOutcome
  /** HTTP status, or the code of what broke the connection. */
  readonly answer: string
}
