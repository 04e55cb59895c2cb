/**
 * Cache-aside with fences: a read served here is never older than the last acknowledged write.
 *
 * A read that misses takes a lease, reads the database and fills only while the lease stands;
 * a write sets a fence before the database write and lifts it after, and both remove value and
 * lease. So a fill that read the database before a write can never land after it. What is
 * missing (evicted, expired, lost) always means "reject the fill", never "nothing happened".
 *
 * When the tier fails, reads go to the database, coalesced per process and limited in number.
 */
import pLimit, { type LimitFunction } from 'p-limit'
import { CacheUnavailableError } from './cache-errors.ts'
import type { CacheEvent, ReadOutcome, TierOperation } from './cache-events.ts'
import { tierKeys, type DocumentKey, type TierKeys } from './cache-key.ts'
import type { Clock } from './clock.ts'
import { decodeEnvelope, encodeEnvelope, type CacheEntry, type Envelope } from './envelope.ts'
import { lifetimeOf, refreshesEarly, type CacheLifetimes } from './freshness.ts'
import type { Epochs, ReadGround } from './epoch/epochs.ts'
import { tierOnGround } from './epoch/tier-on-ground.ts'
import type { ChangeLog } from './changes/change-log.ts'
import { FencedWrites, type Announce, type FencePolicy } from './fenced-writes.ts'
import { purgeCollection } from './purge-collection.ts'
import { SingleFlight, type Proven } from './single-flight.ts'
import type { Acquired, Tier } from './tiers/tier.ts'

export interface ReadRequest {
  readonly policy: CacheLifetimes
  /** Reads the database. Must see every write acknowledged before it was called. */
  readonly load: () => Promise<CacheEntry>
  /** Pass the cache by and put a new value there. */
  readonly refresh?: boolean
  /** `hit` was just asked and has nothing. */
  readonly missed?: boolean
}

export interface CacheRead {
  readonly entry: CacheEntry
  readonly outcome: ReadOutcome
  /** Shared the load of another reader in this process. */
  readonly collapsed: boolean
  /** This read, or the one it shared, stored the entry. */
  readonly stored: boolean
  /** Freshness left, milliseconds; negative when stale, 0 when unknown. */
  readonly ttlMs: number
}

/** All in milliseconds. */
export interface CacheLimits {
  /** How long a reader may take to load before others may try. */
  readonly leaseMs: number
  /** How long a reader waits for another process's load, at most. */
  readonly leaseWaitMs: number
  /** How long a reader waits for a write under way, at most. */
  readonly writerWaitMs: number
  /** After this the fence of a writer that died falls; above any database write's limit. */
  readonly writerMs: number
  /** Database reads past the cache at a time, so that losing the cache does not drown the database. */
  readonly maxBypasses: number
}

export interface DocumentCacheDependencies {
  readonly tier: Tier
  readonly epochs: Epochs
  readonly policy: FencePolicy
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** A new unguessable token, ASCII. */
  readonly token: () => string
  readonly namespace: string
  readonly limits: CacheLimits
  /** Absent: writes are announced to nobody. */
  readonly changes?: ChangeLog
  readonly emit: (event: CacheEvent) => void
}

/** Where a document is cached: under these keys, in the tier of this identity. */
interface Place extends TierKeys {
  readonly server: string
}

interface ReadContext {
  readonly keys: Place
  readonly request: ReadRequest
  readonly ground: ReadGround
}

interface Load extends Proven {
  readonly entry: CacheEntry
  readonly outcome: ReadOutcome
  readonly stored: boolean
  readonly ttlMs: number
}

const NEAR = { near: true }
const UNVERIFIED_TTL_MS = -1000
const FIRST_POLL_MS = 1
const LONGEST_POLL_MS = 32

export class DocumentCache {
  readonly #deps: DocumentCacheDependencies
  readonly #writes: FencedWrites
  readonly #flights = new SingleFlight<Load>()
  readonly #bypasses: LimitFunction

  constructor(dependencies: DocumentCacheDependencies) {
    this.#deps = dependencies
    this.#writes = new FencedWrites({ ...dependencies, writerMs: dependencies.limits.writerMs })
    this.#bypasses = pLimit(dependencies.limits.maxBypasses)
  }

  /**
   * What `read` would answer if it is a hit, in one round trip and without waiting for anything
   * else. Null at once: only `read` can tell; null later: it is to be `read`, with `missed`.
   */
  hit(key: DocumentKey, request: ReadRequest): Promise<CacheRead | null> | null {
    const ground = this.#deps.epochs.forRead()
    if (!ground || ground instanceof Promise || !ground.verified) return null
    return this.#hit({ keys: this.#place(key, ground), request, ground })
  }

  async #hit(context: ReadContext): Promise<CacheRead | null> {
    const cached = await this.#get(context.keys, context.request.policy)
    return cached && this.#serve(cached, context)
  }

  /** @throws whatever `request.load` throws; never an error of the cache's own. */
  async read(key: DocumentKey, request: ReadRequest): Promise<CacheRead> {
    const found = this.#deps.epochs.forRead()
    const ground = found instanceof Promise ? await found : found
    if (!ground) return this.#join(pastTheCache(key), () => this.#bypass(request))
    const keys = this.#place(key, ground)
    if (request.refresh !== true && request.missed !== true) {
      const cached = await this.#get(keys, request.policy)
      if (cached) return this.#serve(cached, { keys, request, ground })
    }
    // What cannot be confirmed to be the epoch may not be filled either.
    if (!ground.verified) return this.#join(pastTheCache(key), () => this.#bypass(request))
    // A refresh must not share a load that may end in a hit.
    const flight = request.refresh === true ? `${keys.value}!` : keys.value
    return this.#join(flight, () => this.#load(keys, request))
  }

  async #join(flight: string, load: () => Promise<Load>): Promise<CacheRead> {
    const { result, collapsed } = await this.#flights.run(flight, load)
    this.#deps.emit({ type: 'read', outcome: result.outcome, collapsed })
    return { ...result, collapsed }
  }

  /**
   * Runs a database write between the fences of every document it touches. The write is over,
   * and may be acknowledged, when this resolves; what `announce` makes of its outcome is then in
   * the log of changes. Errors: see `FencedWrites.write`.
   */
  write<T>(
    documents: readonly DocumentKey[],
    run: () => Promise<T>,
    announce?: Announce<T>,
  ): Promise<T> {
    return this.#writes.write(documents, run, announce)
  }

  /** Drops documents from the cache, and the fills under way with them. */
  async purge(documents: readonly DocumentKey[]): Promise<void> {
    await this.write(documents, () => Promise.resolve())
  }

  /** Drops all that is cached of a collection. Errors: see `purgeCollection`. */
  purgeCollection(collection: string): Promise<void> {
    const purge = (documents: readonly DocumentKey[]): Promise<void> => this.purge(documents)
    return purgeCollection(collection, { ...this.#deps, purge })
  }

  health(): 'ok' | 'degraded' {
    const { tier, epochs } = this.#deps
    return tier.healthy() && epochs.open() ? 'ok' : 'degraded'
  }

  close(): Promise<void> {
    this.#deps.epochs.stop()
    return this.#deps.tier.close()
  }

  async #get(keys: Place, { near = false }: CacheLifetimes): Promise<Envelope | null> {
    try {
      const bytes = await this.#tier(keys).get(keys.value, near ? NEAR : undefined)
      return bytes && decodeEnvelope(bytes)
    } catch {
      this.#tierError('get')
      return null
    }
  }

  #serve(cached: Envelope, context: ReadContext): CacheRead {
    const { clock, random, emit } = this.#deps
    const nowMs = clock.now()
    const left = cached.freshUntilMs - nowMs
    const { verified } = context.ground
    if (verified && (left <= 0 || refreshesEarly(cached, nowMs, 1 - random()))) {
      this.#refresh(context)
    }
    // Perhaps it is not the newest: nobody can say while the database is away.
    const ttlMs = verified ? left : Math.min(left, UNVERIFIED_TTL_MS)
    const outcome = ttlMs > 0 ? 'hit' : 'stale'
    emit({ type: 'read', outcome, collapsed: false })
    return { entry: cached.entry, outcome, collapsed: false, stored: false, ttlMs }
  }

  /** One background load per key and process; the lease makes it one over all processes. */
  #refresh({ keys, request }: { keys: Place; request: ReadRequest }): void {
    const flight = `${keys.value}?`
    if (this.#flights.has(flight)) return
    this.#flights
      .run(flight, () => this.#loadOnce(keys, request))
      .then(
        () => this.#deps.emit({ type: 'refresh', outcome: 'done' }),
        () => this.#deps.emit({ type: 'refresh', outcome: 'failed' }),
      )
  }

  /** A refresh in the background gives way to whoever is loading or writing already. */
  async #loadOnce(keys: Place, request: ReadRequest): Promise<Load> {
    const token = this.#deps.token()
    const { acquired } = await this.#acquire(keys, { token, refresh: true })
    if (acquired?.outcome === 'fill') return this.#fill(keys, { token, request })
    throw new CacheUnavailableError(acquired?.outcome)
  }

  async #load(keys: Place, request: ReadRequest): Promise<Load> {
    const token = this.#deps.token()
    const refresh = request.refresh === true
    const startedMs = this.#deps.clock.now()
    for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(pollMs * 2, LONGEST_POLL_MS)) {
      const { acquired, proof } = await this.#acquire(keys, { token, refresh })
      if (acquired?.outcome === 'fill') return this.#fill(keys, { token, request })
      const hit = acquired?.outcome === 'hit' ? decodeEnvelope(acquired.value) : null
      if (hit) return { ...this.#shared(hit), proof }
      const waitMs = this.#patience(acquired, refresh)
      if (this.#deps.clock.now() - startedMs >= waitMs) return this.#bypass(request)
      await this.#deps.clock.sleep(pollMs * (0.5 + this.#deps.random()))
    }
  }

  /** How long to go on asking before reading the database past the cache. */
  #patience(acquired: Acquired | null, refresh: boolean): number {
    const { leaseWaitMs, writerWaitMs } = this.#deps.limits
    if (acquired?.outcome === 'writing') return writerWaitMs
    return acquired?.outcome === 'wait' && !refresh ? leaseWaitMs : 0
  }

  async #acquire(
    keys: Place,
    { token, refresh }: { token: string; refresh: boolean },
  ): Promise<{ acquired: Acquired | null; proof: number }> {
    const proof = this.#flights.stamp()
    try {
      const leaseMs = this.#deps.limits.leaseMs
      return { acquired: await this.#tier(keys).acquire(keys, { token, leaseMs, refresh }), proof }
    } catch {
      this.#tierError('acquire')
      return { acquired: null, proof }
    }
  }

  #shared(hit: Envelope): Omit<Load, 'proof'> {
    const ttlMs = hit.freshUntilMs - this.#deps.clock.now()
    return { entry: hit.entry, outcome: ttlMs > 0 ? 'hit' : 'stale', stored: false, ttlMs }
  }

  #bypass(request: ReadRequest): Promise<Load> {
    return this.#bypasses(async () => {
      const proof = this.#flights.stamp()
      const entry = await request.load()
      return { entry, outcome: 'bypass', stored: false, ttlMs: 0, proof }
    })
  }

  async #fill(
    keys: Place,
    { token, request }: { token: string; request: ReadRequest },
  ): Promise<Load> {
    const { clock, random } = this.#deps
    const loadProof = this.#flights.stamp()
    const startedMs = clock.now()
    const entry = await request.load().catch(async (error: unknown) => {
      await this.#release(keys, token)
      throw error
    })
    const nowMs = clock.now()
    const lifetime = lifetimeOf(entry, request.policy, { nowMs, random: random() })
    const miss = { entry, outcome: 'miss' as const, stored: false, ttlMs: 0, proof: loadProof }
    if (!lifetime) {
      await this.#release(keys, token)
      return miss
    }
    const { freshUntilMs, hardTtlMs } = lifetime
    const value = encodeEnvelope({ entry, freshUntilMs, loadMs: nowMs - startedMs })
    // A stored value was current when the script ran: that proves more than the load did.
    const proof = this.#flights.stamp()
    const stored = await this.#store(keys, { token, value, ttlMs: hardTtlMs })
    return stored ? { ...miss, stored, ttlMs: freshUntilMs - nowMs, proof } : miss
  }

  async #store(
    keys: Place,
    fill: { token: string; value: Buffer; ttlMs: number },
  ): Promise<boolean> {
    try {
      const outcome = await this.#tier(keys).fill(keys, fill)
      this.#deps.emit({ type: 'fill', outcome })
      return outcome === 'stored'
    } catch {
      this.#tierError('fill')
      this.#deps.emit({ type: 'fill', outcome: 'failed' })
      return false
    }
  }

  async #release(keys: Place, token: string): Promise<void> {
    try {
      await this.#tier(keys).release(keys, token)
    } catch {
      this.#tierError('release')
    }
  }

  #place(key: DocumentKey, { epoch, server }: ReadGround): Place {
    return { ...tierKeys(`${this.#deps.namespace}:${epoch}`, key), server }
  }

  #tier(place: Place): Tier {
    return tierOnGround(this.#deps.tier, place)
  }

  #tierError(operation: TierOperation): void {
    this.#deps.emit({ type: 'tier_error', operation })
  }
}

/** No key of the tier: those have a brace. */
function pastTheCache({ collection, id }: DocumentKey): string {
  return `${collection}/${id}`
}
