import type { ListKeys, TierKeys } from '../cache-key.ts'

/**
 * Where cached values live, and the atomic steps of the fenced protocol over them: five for
 * documents, five for pages of lists.
 *
 * Invariant: a value put there by `fill` was read from the database after the last `beginWrite`
 * and no write has begun since; what is missing (evicted, expired, lost) means "reject", never
 * "nothing happened". Every step may throw when the tier is away; a step that threw may still
 * take effect later, and that is harmless: fills are checked against their lease, fences only
 * ever remove.
 */
export interface Tier {
  readonly name: 'memory' | 'redis'

  /** The bytes under a value key, or null. The hit path: one round trip, nothing else. */
  get(valueKey: string, options?: GetOptions): Promise<Buffer | null>

  /** Asks for the right to fill. `refresh` asks for it even though a value is there. */
  acquire(keys: TierKeys, request: AcquireRequest): Promise<Acquired>

  /** Stores `value` if `token` still holds the lease. */
  fill(keys: TierKeys, request: FillRequest): Promise<'stored' | 'rejected'>

  /** Gives a lease back unused, when the load failed. */
  release(keys: TierKeys, token: string): Promise<void>

  /**
   * Before a database write: no fill succeeds from here until `endWrite`, or `expiryMs` later. The
   * step is atomic for each document, not for all. When it fails it may be done for some.
   */
  beginWrite(documents: readonly TierKeys[], fence: WriteFence): Promise<void>

  /** After the database answered, whatever it said. With an unknown token: a purge. */
  endWrite(documents: readonly TierKeys[], token: string): Promise<void>

  /** The generation of the collection and the bytes of a page, as of one moment and round trip. */
  getPage(keys: ListKeys): Promise<CachedPage>

  /** Before the database read of a page: under which generation it may be stored. */
  beginPage(keys: ListKeys): Promise<PageBegun>

  /** Stores `value` if the generation is still that of `beginPage`: no write has begun since. */
  fillPage(keys: ListKeys, request: FillPageRequest): Promise<'stored' | 'rejected'>

  /** Before a database write to the collection: moves the generation on, gives none meanwhile. */
  beginListWrite(keys: ListKeys, fence: WriteFence): Promise<void>

  /** After the database answered: moves the generation on, lifts the caller's own fence. */
  endListWrite(keys: ListKeys, token: string): Promise<void>

  /**
   * Keys that begin so, in batches, some perhaps twice: all that are there from the beginning to the
   * end, and of the others any. Takes a while; for purges.
   */
  keysUnder(prefix: string): AsyncIterable<readonly string[]>

  /** False while the tier is known to be away. */
  healthy(): boolean

  /** A cheap step that fails when the others would. */
  ping(): Promise<void>

  /**
   * Names what the tier holds. Another one: it may have gone back in time (a restart, a failover)
   * and hold values whose removal it has forgotten. Null while that is not known, at once when a
   * connection drops; every step fails then without being sent. Equal for all processes that
   * share the tier.
   */
  identity(): string | null

  /** Tells of every change of `identity()`, null included. */
  onIdentity(listener: (identity: string | null) => void): void

  close(): Promise<void>
}

export interface GetOptions {
  /** A copy in this process will do, whose staleness is bounded; where there are copies at all. */
  readonly near?: boolean
}

export interface AcquireRequest {
  readonly token: string
  readonly leaseMs: number
  readonly refresh: boolean
}

export type Acquired =
  | { readonly outcome: 'hit'; readonly value: Buffer }
  /** The lease is the caller's: load, then fill. */
  | { readonly outcome: 'fill' }
  /** Somebody else is loading. */
  | { readonly outcome: 'wait' }
  /** A write is under way. */
  | { readonly outcome: 'writing' }

export interface FillRequest {
  readonly token: string
  readonly value: Buffer
  readonly ttlMs: number
}

export interface WriteFence {
  readonly token: string
  readonly expiryMs: number
}

/**
 * How long a generation is kept after the last load under it, milliseconds: longer than any page
 * may live, or pages would be lost before their time.
 */
export const GENERATION_MS = 86_400_000

/** Either is null when missing. The page counts only if it was stored under this generation. */
export interface CachedPage {
  readonly generation: string | null
  readonly page: Buffer | null
}

export type PageBegun =
  | { readonly outcome: 'load'; readonly generation: string }
  /** A write to the collection is under way: nothing read now may be stored. */
  | { readonly outcome: 'writing' }

export interface FillPageRequest {
  readonly generation: string
  readonly value: Buffer
  readonly ttlMs: number
}
