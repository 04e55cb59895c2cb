/**
 * Tells clients that a query reads the whole collection. The indexes are looked at now and then, so
 * that a hit stays a hit: advice may be a little late, and there is none while MongoDB is away.
 */
import { isServedByIndex, type IndexKeys, type ListSpec, type Store } from '@cstore/store'

export interface IndexAdviceDependencies {
  readonly store: Pick<Store, 'collections'>
  readonly onUnserved: () => void
  /** Monotonic, milliseconds. */
  readonly now?: () => number
}

interface Known {
  readonly atMs: number
  readonly indexes: Promise<readonly IndexKeys[] | null>
}

const MAX_AGE_MS = 10_000
const MAX_COLLECTIONS = 1000
const ADVICE = 'no index serves this query'

export class IndexAdvice {
  readonly #deps: IndexAdviceDependencies
  readonly #now: () => number
  readonly #known = new Map<string, Known>()

  constructor(dependencies: IndexAdviceDependencies) {
    this.#deps = dependencies
    this.#now = dependencies.now ?? (() => performance.now())
  }

  /** Null: nothing to say. */
  async of(collection: string, spec: ListSpec): Promise<string | null> {
    if (isServedByIndex(spec, [])) return null
    const indexes = await this.#indexes(collection)
    if (!indexes || isServedByIndex(spec, indexes)) return null
    this.#deps.onUnserved()
    return ADVICE
  }

  #indexes(collection: string): Promise<readonly IndexKeys[] | null> {
    const known = this.#known.get(collection)
    if (known && this.#now() - known.atMs < MAX_AGE_MS) return known.indexes
    if (this.#known.size >= MAX_COLLECTIONS) this.#known.clear()
    const indexes = this.#deps.store.collections.usableIndexes(collection).catch(() => null)
    this.#known.set(collection, { atMs: this.#now(), indexes })
    // Who comes while it is looked up is answered from what was known.
    return known?.indexes ?? indexes
  }
}
