/**
 * Copies of values in this process, in front of the shared tier. Optional: it trades exactness for
 * a read without a round trip, and says by how much.
 *
 * A value is served from here at most `boundMs` after it was removed or replaced in the shared
 * tier: every change there is told to this process, and it serves only while a heartbeat proves
 * that all changes until `boundMs` ago have been heard of. Invalidations travel on another
 * connection than replies. One that overtakes the reply fences it: the value is not kept. One
 * that is overtaken finds the value kept and removes it; until then the heartbeat is the bound.
 * This process's own writes are forgotten before they return, without waiting for anybody.
 *
 * When the feed of invalidations or the shared tier is lost, everything is forgotten, and all
 * reads go through. Pages of lists always do: their generation has to be asked for anyway.
 */
import type { ListKeys, TierKeys } from '../cache-key.ts'
import { Heartbeat } from './near/heartbeat.ts'
import type { InvalidationFeed } from './near/invalidation-feed.ts'
import type { NearEvent } from './near/near-events.ts'
import { NearStore } from './near/near-store.ts'
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

export interface NearTierDependencies {
  /** The shared tier. Closed with this one. */
  readonly inner: Tier
  readonly feed: InvalidationFeed
  /** Bound of what is kept, bytes. */
  readonly maxBytes: number
  /** Bound of staleness, milliseconds. */
  readonly boundMs: number
  /** Monotonic, milliseconds. */
  readonly now: () => number
  /** Under the feed's prefix, and of this process alone. */
  readonly beatPrefix: string
  readonly emit: (
    event: NearEvent | { readonly type: 'tier_error'; readonly operation: 'near' },
  ) => void
}

export interface NearReadOptions {
  /** The value may be as much as `boundMs` behind the shared tier. */
  readonly near?: boolean
}

export class NearTier implements Tier {
  readonly name: Tier['name']
  readonly #inner: Tier
  readonly #feed: InvalidationFeed
  readonly #store: NearStore
  readonly #heartbeat: Heartbeat
  readonly #emit: NearTierDependencies['emit']
  #live = false

  constructor(dependencies: NearTierDependencies) {
    const { inner, feed, boundMs, now, emit } = dependencies
    this.name = inner.name
    this.#inner = inner
    this.#feed = feed
    this.#emit = emit
    this.#store = new NearStore(dependencies)
    this.#heartbeat = new Heartbeat({
      now,
      boundMs,
      keyPrefix: dependencies.beatPrefix,
      send: (key) => feed.beat(key),
      onLag: (seconds) => emit({ type: 'near_lag', seconds }),
      onFailure: () => emit({ type: 'tier_error', operation: 'near' }),
      onSilence: () => feed.relink(),
    })
    emit({ type: 'near_bound', seconds: boundMs / 1000 })
    inner.onIdentity(() => this.#flush())
    feed.start(this.#listener())
  }

  /** Bytes kept now. */
  get bytes(): number {
    return this.#store.bytes
  }

  /** Sends a heartbeat if one is due; to be called several times per `boundMs`. */
  tick(): void {
    if (this.#live) this.#heartbeat.tick()
  }

  get(valueKey: string, options?: NearReadOptions): Promise<Buffer | null> {
    if (options?.near !== true) {
      this.#store.forget(valueKey)
      return this.#inner.get(valueKey)
    }
    // Asked first, whatever the tier says: that keeps the beats going.
    const trusted = this.#heartbeat.proven() && this.#inner.identity() !== null
    const value = trusted ? this.#store.get(valueKey) : null
    const missed = trusted ? 'miss' : 'untrusted'
    this.#emit({ type: 'near_read', outcome: value ? 'hit' : missed })
    return value ? Promise.resolve(value) : this.#read(valueKey)
  }

  acquire(keys: TierKeys, request: AcquireRequest): Promise<Acquired> {
    return this.#forgetting([keys], () => this.#inner.acquire(keys, request))
  }

  fill(keys: TierKeys, request: FillRequest): Promise<'stored' | 'rejected'> {
    return this.#forgetting([keys], () => this.#inner.fill(keys, request))
  }

  release(keys: TierKeys, token: string): Promise<void> {
    return this.#forgetting([keys], () => this.#inner.release(keys, token))
  }

  beginWrite(documents: readonly TierKeys[], fence: WriteFence): Promise<void> {
    return this.#forgetting(documents, () => this.#inner.beginWrite(documents, fence))
  }

  endWrite(documents: readonly TierKeys[], token: string): Promise<void> {
    return this.#forgetting(documents, () => this.#inner.endWrite(documents, token))
  }

  getPage(keys: ListKeys): Promise<CachedPage> {
    return this.#inner.getPage(keys)
  }

  beginPage(keys: ListKeys): Promise<PageBegun> {
    return this.#inner.beginPage(keys)
  }

  fillPage(keys: ListKeys, request: FillPageRequest): Promise<'stored' | 'rejected'> {
    return this.#inner.fillPage(keys, request)
  }

  beginListWrite(keys: ListKeys, fence: WriteFence): Promise<void> {
    return this.#inner.beginListWrite(keys, fence)
  }

  endListWrite(keys: ListKeys, token: string): Promise<void> {
    return this.#inner.endListWrite(keys, token)
  }

  keysUnder(prefix: string): AsyncIterable<readonly string[]> {
    return this.#inner.keysUnder(prefix)
  }

  healthy(): boolean {
    return this.#inner.healthy()
  }

  ping(): Promise<void> {
    return this.#inner.ping()
  }

  identity(): string | null {
    return this.#inner.identity()
  }

  onIdentity(listener: (identity: string | null) => void): void {
    this.#inner.onIdentity(listener)
  }

  async close(): Promise<void> {
    this.#feed.close()
    this.#lost()
    await this.#inner.close()
  }

  async #read(valueKey: string): Promise<Buffer | null> {
    // Without a feed nobody would tell when the value is to be forgotten.
    if (!this.#live) return this.#inner.get(valueKey)
    const load = this.#store.begin(valueKey)
    let value: Buffer | null = null
    try {
      value = await this.#inner.get(valueKey)
      return value
    } finally {
      this.#store.finish(load, value)
    }
  }

  /** Again afterwards, for what was read while the step was under way. */
  async #forgetting<T>(documents: readonly TierKeys[], step: () => Promise<T>): Promise<T> {
    for (const { value } of documents) this.#store.forget(value)
    try {
      return await step()
    } finally {
      for (const { value } of documents) this.#store.forget(value)
    }
  }

  #listener() {
    return {
      live: (): void => {
        this.#live = true
      },
      lost: (): void => this.#lost(),
      flushed: (): void => this.#flush(),
      invalidated: (keys: readonly string[]): void => {
        for (const key of keys) this.#store.forget(key)
        // Only now: a beat proves what was told together with it, in whatever order.
        for (const key of keys) this.#heartbeat.returned(key)
      },
    }
  }

  #lost(): void {
    this.#live = false
    this.#flush()
  }

  #flush(): void {
    this.#store.flush()
    this.#heartbeat.reset()
  }
}
