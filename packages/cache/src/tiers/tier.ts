import type { TierKeys } from '../cache-key.ts'

/**
 * Where cached values live, and the five atomic steps of the fenced protocol over them.
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
  get(valueKey: string): Promise<Buffer | null>

  /** Asks for the right to fill. `refresh` asks for it even though a value is there. */
  acquire(keys: TierKeys, request: AcquireRequest): Promise<Acquired>

  /** Stores `value` if `token` still holds the lease. */
  fill(keys: TierKeys, request: FillRequest): Promise<'stored' | 'rejected'>

  /** Gives a lease back unused, when the load failed. */
  release(keys: TierKeys, token: string): Promise<void>

  /** Before a database write: no fill succeeds from here until `endWrite`, or `expiryMs` later. */
  beginWrite(keys: TierKeys, fence: WriteFence): Promise<void>

  /** After the database answered, whatever it said. With an unknown token: a purge. */
  endWrite(keys: TierKeys, token: string): Promise<void>

  /** False while the tier is known to be away. */
  healthy(): boolean

  close(): Promise<void>
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
