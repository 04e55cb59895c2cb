interface BenchCollection {
  /** Of every document's JSON. */
  readonly bytes: number
  readonly publicRead: boolean
  readonly cache: { readonly ttlMs: number; readonly staleMs: number }
}

const HOUR_MS = 3_600_000
const kept = { ttlMs: HOUR_MS, staleMs: 0 }

export const COLLECTIONS = {
  bytes200: { bytes: 200, publicRead: true, cache: kept },
  bytes2k: { bytes: 2000, publicRead: true, cache: kept },
  bytes50k: { bytes: 50_000, publicRead: true, cache: kept },
  private2k: { bytes: 2000, publicRead: false, cache: kept },
  // What is cached is gone before anyone comes back for it: every read misses, loads and fills.
  cold2k: { bytes: 2000, publicRead: true, cache: { ttlMs: 1, staleMs: 0 } },
} as const satisfies Readonly<Record<string, BenchCollection>>

export type CollectionName = keyof typeof COLLECTIONS
