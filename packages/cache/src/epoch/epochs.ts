/** Where a read may look, and whether that was confirmed a moment ago. */
export interface ReadGround {
  readonly epoch: string
  /** The steps of this read are for the tier of this identity alone. */
  readonly server: string
  /** False: the database cannot be asked whether this epoch still holds. */
  readonly verified: boolean
}

/** What a write must do before it goes to the database. */
export interface WriteGround {
  /**
   * `fence`: set a fence under this epoch. `closed`: nothing, since nobody reads the cache.
   * `away`: a fence is needed and cannot be set, since this process does not reach the Redis
   * that the others read.
   */
  readonly kind: 'fence' | 'closed' | 'away'
  readonly epoch: string
  /** The steps of this write are for the tier of this identity alone. */
  readonly server: string
}

/** Tells readers and writers which epoch they are in, and changes it when it must. */
export interface Epochs {
  /** Null: pass the cache by. At once while the view is fresh, which is the hot path. */
  forRead(): ReadGround | null | Promise<ReadGround | null>
  /** @throws what the database throws when it cannot tell. */
  forWrite(): Promise<WriteGround>
  /**
   * A fence could not be set: closes the cache for everyone and resolves when nobody reads it
   * any more. @throws what the database throws.
   */
  close(): Promise<WriteGround>
  /** Whether the cache is in use, as far as this process knows. */
  open(): boolean
  /** Ends the polling. */
  stop(): void
}

const ONLY = { epoch: '0', server: 'memory' } as const

/** For a cache that lives and dies with the only process that uses it. */
export const singleProcess: Epochs = {
  forRead: () => ({ ...ONLY, verified: true }),
  forWrite: () => Promise.resolve({ ...ONLY, kind: 'fence' }),
  close: () => Promise.reject(new Error('Expected a cache in memory never to be away')),
  open: () => true,
  stop: () => undefined,
}
