interface CacheSettings {
  readonly ttlMs: number
  readonly staleMs: number
  readonly negativeTtlMs?: number
  readonly listTtlMs?: number
  readonly near?: true
}

export interface BenchCollection {
  /** Of every document's JSON. */
  readonly bytes: number
  readonly publicRead: boolean
  readonly cache: CacheSettings
  /** Absent: as many as are asked for. */
  readonly documents?: 'few' | 'many'
  /** Lists of it are asked for. */
  readonly listed?: true
}

const HOUR_MS = 3_600_000
const kept: CacheSettings = { ttlMs: HOUR_MS, staleMs: 0, negativeTtlMs: HOUR_MS }
const readable = { publicRead: true, cache: kept }

export type CollectionName =
  | 'bytes200'
  | 'bytes2k'
  | 'bytes50k'
  | 'private2k'
  | 'near2k'
  | 'cold2k'
  | 'stampede2k'
  | 'written2k'
  | 'mixed2k'
  | 'listed200'
  | 'few200'
  | 'many200'

export const COLLECTIONS: Readonly<Record<CollectionName, BenchCollection>> = {
  bytes200: { bytes: 200, ...readable },
  bytes2k: { bytes: 2000, ...readable },
  bytes50k: { bytes: 50_000, ...readable },
  private2k: { bytes: 2000, publicRead: false, cache: kept },
  near2k: { bytes: 2000, publicRead: true, cache: { ...kept, near: true } },
  // What is cached is gone before anyone comes back for it: every read misses, loads and fills.
  cold2k: { bytes: 2000, publicRead: true, cache: { ttlMs: 1, staleMs: 0 } },
  stampede2k: { bytes: 2000, ...readable },
  written2k: { bytes: 2000, ...readable },
  mixed2k: { bytes: 2000, ...readable },
  listed200: { bytes: 200, publicRead: true, cache: { ...kept, listTtlMs: HOUR_MS }, listed: true },
  few200: grown('few'),
  many200: grown('many'),
}

/** Lists are not cached here: what is seen is how long the database takes for them. */
function grown(documents: 'few' | 'many'): BenchCollection {
  const cache = { ...kept, listTtlMs: 0 }
  return { bytes: 200, publicRead: true, cache, documents, listed: true }
}
