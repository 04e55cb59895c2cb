import { LRUCache } from 'lru-cache'
import type { ListKeys, TierKeys } from '../cache-key.ts'
import { MemoryLists } from './memory-lists.ts'
import { MemoryWriters } from './memory-writers.ts'
import type {
  Acquired,
  AcquireRequest,
  CachedPage,
  FillPageRequest,
  FillRequest,
  PageBegun,
  Tier,
  WriteFence,
} from './tier.ts'

interface Lease {
  readonly token: string
  readonly expiresAtMs: number
}

/**
 * The cache of a single process: for trying CStore out and for tests. Each step is atomic
 * because it runs without a pause. Values are bounded by bytes; leases and writers live only
 * as long as the requests that hold them.
 */
export class MemoryTier implements Tier {
  readonly name = 'memory'
  readonly #values: LRUCache<string, Buffer>
  readonly #leases = new Map<string, Lease>()
  readonly #writers: MemoryWriters
  readonly #lists: MemoryLists
  readonly #now: () => number

  constructor(options: { maxBytes: number; now: () => number }) {
    this.#now = options.now
    this.#values = new LRUCache({
      maxSize: options.maxBytes,
      sizeCalculation: (value, key) => value.length + key.length,
      perf: { now: options.now },
      // One reading of the clock per lookup; the default caches the time with a timer.
      ttlResolution: 0,
    })
    this.#writers = new MemoryWriters(options.now)
    this.#lists = new MemoryLists(this.#values, options.now)
  }

  get(valueKey: string): Promise<Buffer | null> {
    return Promise.resolve(this.#values.get(valueKey) ?? null)
  }

  acquire(keys: TierKeys, request: AcquireRequest): Promise<Acquired> {
    return Promise.resolve(this.#acquire(keys, request))
  }

  #acquire(keys: TierKeys, { token, leaseMs, refresh }: AcquireRequest): Acquired {
    if (this.#writers.active(keys.writers)) return { outcome: 'writing' }
    const value = refresh ? undefined : this.#values.get(keys.value)
    if (value) return { outcome: 'hit', value }
    const lease = this.#leases.get(keys.lease)
    if (lease && lease.expiresAtMs > this.#now() && lease.token !== token) {
      return { outcome: 'wait' }
    }
    this.#leases.set(keys.lease, { token, expiresAtMs: this.#now() + leaseMs })
    return { outcome: 'fill' }
  }

  fill(keys: TierKeys, { token, value, ttlMs }: FillRequest): Promise<'stored' | 'rejected'> {
    const lease = this.#leases.get(keys.lease)
    if (lease?.token !== token || lease.expiresAtMs <= this.#now()) {
      return Promise.resolve('rejected')
    }
    this.#leases.delete(keys.lease)
    this.#values.set(keys.value, value, { ttl: ttlMs })
    return Promise.resolve('stored')
  }

  release(keys: TierKeys, token: string): Promise<void> {
    if (this.#leases.get(keys.lease)?.token === token) this.#leases.delete(keys.lease)
    return Promise.resolve()
  }

  beginWrite(documents: readonly TierKeys[], fence: WriteFence): Promise<void> {
    for (const keys of documents) {
      this.#writers.add(keys.writers, fence)
      this.#forget(keys)
    }
    return Promise.resolve()
  }

  endWrite(documents: readonly TierKeys[], token: string): Promise<void> {
    for (const keys of documents) {
      this.#writers.remove(keys.writers, token)
      this.#forget(keys)
    }
    return Promise.resolve()
  }

  getPage(keys: ListKeys): Promise<CachedPage> {
    return Promise.resolve(this.#lists.getPage(keys))
  }

  beginPage(keys: ListKeys): Promise<PageBegun> {
    return Promise.resolve(this.#lists.beginPage(keys))
  }

  fillPage(keys: ListKeys, request: FillPageRequest): Promise<'stored' | 'rejected'> {
    return Promise.resolve(this.#lists.fillPage(keys, request))
  }

  beginListWrite(keys: ListKeys, fence: WriteFence): Promise<void> {
    return Promise.resolve(this.#lists.beginWrite(keys, fence))
  }

  endListWrite(keys: ListKeys, token: string): Promise<void> {
    return Promise.resolve(this.#lists.endWrite(keys, token))
  }

  async *keysUnder(prefix: string): AsyncGenerator<readonly string[]> {
    const keys = [...this.#values.keys(), ...this.#leases.keys()]
    const found = keys.filter((key) => key.startsWith(prefix))
    if (found.length > 0) yield await Promise.resolve(found)
  }

  healthy(): boolean {
    return true
  }

  ping(): Promise<void> {
    return Promise.resolve()
  }

  /** It lives and dies with its process, and forgets nothing before. */
  identity(): string | null {
    return 'memory'
  }

  onIdentity(): void {}

  close(): Promise<void> {
    this.#values.clear()
    return Promise.resolve()
  }

  #forget(keys: TierKeys): void {
    this.#values.delete(keys.value)
    this.#leases.delete(keys.lease)
  }
}
