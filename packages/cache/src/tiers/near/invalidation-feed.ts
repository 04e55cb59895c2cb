/** Tells which keys of the shared tier have changed, in the order in which they did. */
export interface InvalidationFeed {
  /** Once. Connects, and connects again after every loss, until closed. */
  start(listener: FeedListener): void
  /**
   * Makes `key`, which nobody else uses, count as changed in the tier that reads go to. Its
   * invalidation must follow those of every change made there before.
   */
  beat(key: string): Promise<void>
  /** Starts over with new connections: the listener will hear `lost`, then `live`. */
  relink(): void
  close(): void
}

export interface FeedListener {
  /** From now on every change will be told: what is read from the tier may be kept. */
  live(): void
  /** Changes may go untold: nothing may be kept. */
  lost(): void
  /** Anything may have changed up to now; later changes will be told. */
  flushed(): void
  /** All keys that changed together; each may be told more often than it changed. */
  invalidated(keys: readonly string[]): void
}
