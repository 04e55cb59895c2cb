/** How a cache is used: around a function that reads the database, and told of every write. */
export interface ReadThrough {
  read(key: string): Promise<object | null>
  /** After the write to the database, before it is acknowledged. */
  invalidate(key: string): Promise<void>
}

export interface ReadThroughOptions {
  readonly redisUrl: string
  readonly load: (key: string) => Promise<object | null>
  /** A memory in front of Redis too, as large as the library has it without being told. */
  readonly near: boolean
}

/** Of everything that is cached. */
export const TTL_SECONDS = 3600
