import { LRUCache } from 'lru-cache'
import type { TierKeys } from '../cache-key.ts'
import type { Acquired, AcquireRequest, FillRequest, Tier, WriteFence } from './tier.ts'

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
  readonly #writers = new Map<string, Map<string, number>>()
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
  }

  get(valueKey: string): Promise<Buffer | null> {
    return Promise.resolve(this.#values.get(valueKey) ?? null)
  }

  acquire(keys: TierKeys, request: AcquireRequest): Promise<Acquired> {
    return Promise.resolve(this.#acquire(keys, request))
  }

  #acquire(keys: TierKeys, { token, leaseMs, refresh }: AcquireRequest): Acquired {
    if (this.#writing(keys)) return { outcome: 'writing' }
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

  beginWrite(keys: TierKeys, { token, expiryMs }: WriteFence): Promise<void> {
    const writers = this.#writers.get(keys.writers) ?? new Map<string, number>()
    this.#writers.set(keys.writers, writers.set(token, this.#now() + expiryMs))
    this.#forget(keys)
    return Promise.resolve()
  }

  endWrite(keys: TierKeys, token: string): Promise<void> {
    const writers = this.#writers.get(keys.writers)
    if (writers?.delete(token) && writers.size === 0) this.#writers.delete(keys.writers)
    this.#forget(keys)
    return Promise.resolve()
  }

  healthy(): boolean {
    return true
  }

  close(): Promise<void> {
    this.#values.clear()
    return Promise.resolve()
  }

  #forget(keys: TierKeys): void {
    this.#values.delete(keys.value)
    this.#leases.delete(keys.lease)
  }

  #writing(keys: TierKeys): boolean {
    const writers = this.#writers.get(keys.writers)
    if (!writers) return false
    for (const [token, expiresAtMs] of writers) {
      if (expiresAtMs <= this.#now()) writers.delete(token)
    }
    if (writers.size === 0) this.#writers.delete(keys.writers)
    return writers.size > 0
  }
}
