/**
 * What the feed of changes is made of: a log that every write passes twice.
 *
 * Invariant: whatever the database did is told by an entry. A write leaves an intent before the
 * database is asked and its result after; an intent that expires without a result becomes
 * `unknown`, since its writer may have died on either side of the commit. What the log itself may
 * have missed (it began anew, or writes went on without it) becomes `reset`. So a follower hears
 * of every change, or hears that it must look.
 */
import type { DocumentKey } from '../cache-key.ts'

/** What a write did to one document. */
export interface Change {
  readonly key: DocumentKey
  readonly op: ChangeOp
  /** Of the document as it is now; absent for a deletion. */
  readonly version?: number
  readonly etag?: string
  /** Since 1970: with the version it tells which of two writes was later. */
  readonly createdAtMs?: number
  readonly atMs?: number
}

export type ChangeOp = 'create' | 'replace' | 'update' | 'delete' | 'unknown'

/** One entry of the log. `reset`: changes may be missing before this. */
export type ChangeEntry =
  | { readonly id: string; readonly kind: 'change'; readonly change: Change }
  | { readonly id: string; readonly kind: 'reset' }

/** The log of one epoch, in the tier of this identity alone. */
export interface LogPlace {
  readonly epoch: string
  readonly server: string
}

/** A write that is about to begin. */
export interface Intent {
  readonly token: string
  readonly keys: readonly DocumentKey[]
}

/** How it ended: `changes` of some of its documents, perhaps of none. */
export interface Result extends Intent {
  readonly changes: readonly Change[]
}

export interface ReadLog {
  /** Id of an entry; null: where the log ends. */
  readonly after: string | null
  readonly limit: number
}

/** `lost`: nobody can tell what came after; go on after `last`. */
export interface LogPage {
  readonly lost: boolean
  readonly entries: readonly ChangeEntry[]
  /** Id of the newest entry; there is always one. */
  readonly last: string
}

export interface ChangeLog {
  readonly source: 'redis' | 'memory'
  begin(place: LogPlace, intent: Intent): Promise<void>
  /** Also for a token that is not known any more: its changes are told as `unknown` then. */
  end(place: LogPlace, result: Result): Promise<void>
  /** Everything after an entry, in order. Intents that have expired are told first. */
  read(place: LogPlace, request: ReadLog): Promise<LogPage>
  /** Resolves when there may be something after an entry, and within `RING_MS` in any case. Never throws. */
  ring(place: LogPlace, after: string): Promise<void>
  /** Nobody follows any more. */
  rest(): void
}

/** How late an entry is told when nobody rings. */
export const RING_MS = 1000

/**
 * Beyond the writers' own time: processes believe in a phase of the cache for a while after it
 * has ended, and a write that begins in that time is in no log.
 */
export const LATE_MS = 1000

export interface ChangeLogOptions {
  /** The log remembers at least this many entries, where memory allows. */
  readonly maxEntries: number
  /** An intent without a result counts as unknown after this, milliseconds. */
  readonly writerMs: number
}
