/**
 * Many documents in one round trip to the cache and one query to the database.
 *
 * Every document is read as if alone, with a lease of its own, so nothing new has to be proven.
 * Only the loads meet: they wait for each other until every document is either answered or about
 * to be loaded. One that waits for another process's load holds up the others for a moment only.
 */
import type { DocumentKey } from './cache-key.ts'
import type { CacheRead, DocumentCache } from './document-cache.ts'
import type { CacheEntry } from './envelope.ts'
import type { CacheLifetimes } from './freshness.ts'

export interface ReadManyRequest {
  readonly policy: CacheLifetimes
  /**
   * Reads the database, one entry per key and in their order. Must see every write acknowledged
   * before it was called.
   */
  readonly loadMany: (keys: readonly DocumentKey[]) => Promise<readonly CacheEntry[]>
}

/**
 * One read per key, in their order; no two keys may be equal.
 * @throws whatever `request.loadMany` throws.
 */
export function readMany(
  cache: Pick<DocumentCache, 'read'>,
  keys: readonly DocumentKey[],
  { policy, loadMany }: ReadManyRequest,
): Promise<CacheRead[]> {
  const loads = new GatheredLoads(keys, loadMany)
  // All in one tick, so that the connection sends them together.
  const reads = keys.map(async (key) => {
    try {
      return await cache.read(key, { policy, load: () => loads.load(key) })
    } finally {
      loads.settled(key)
    }
  })
  return Promise.all(reads)
}

interface Waiting {
  readonly key: DocumentKey
  readonly load: PromiseWithResolvers<CacheEntry>
}

/** Milliseconds after which those that wait are loaded without the others. */
const PATIENCE_MS = 25

class GatheredLoads {
  readonly #loadMany: ReadManyRequest['loadMany']
  /** Neither answered nor waiting for their load. */
  readonly #undecided: Set<DocumentKey>
  #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(keys: readonly DocumentKey[], loadMany: ReadManyRequest['loadMany']) {
    this.#undecided = new Set(keys)
    this.#loadMany = loadMany
  }

  /** A refresh in the background may call this after its read was answered. */
  load(key: DocumentKey): Promise<CacheEntry> {
    const load = Promise.withResolvers<CacheEntry>()
    this.#waiting.push({ key, load })
    this.#timer ??= setTimeout(() => this.#flush(), PATIENCE_MS)
    this.settled(key)
    return load.promise
  }

  settled(key: DocumentKey): void {
    if (this.#undecided.delete(key) && this.#undecided.size === 0) this.#flush()
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const waiting = this.#waiting
    this.#waiting = []
    if (waiting.length > 0) void this.#run(waiting)
  }

  async #run(waiting: readonly Waiting[]): Promise<void> {
    try {
      const entries = await this.#loadMany(waiting.map(({ key }) => key))
      for (const [index, { load }] of waiting.entries()) {
        const entry = entries[index]
        if (entry) load.resolve(entry)
        else load.reject(new Error('Expected one entry per key from `loadMany`'))
      }
    } catch (error) {
      for (const { load } of waiting) load.reject(error)
    }
  }
}
