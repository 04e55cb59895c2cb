/**
 * Pages of lists: a page served here is never older than the last acknowledged write to its
 * collection.
 *
 * Every collection has a generation, which each write moves on when it begins and when it ends.
 * A page is stored with the generation it was loaded under, and counts only while that is the
 * collection's: a write need not know which pages it touches. A generation that is missing
 * (evicted, lost) begins at a value that never was, so pages from before it never count again.
 * When the tier fails, reads go to the database, coalesced per process.
 */
import type { CacheEvent, ListFillOutcome, ListOutcome, TierOperation } from '../cache-events.ts'
import { listKeys, type ListKeys } from '../cache-key.ts'
import type { Clock } from '../clock.ts'
import { jittered } from '../freshness.ts'
import { SingleFlight, type Proven } from '../single-flight.ts'
import type { PageBegun, Tier } from '../tiers/tier.ts'
import { decodePage, encodePage, type PageEnvelope } from './page-envelope.ts'

/** Names one page of one list. */
export interface PageKey {
  readonly collection: string
  /** One query, ASCII without braces: two queries with one name must mean the same. */
  readonly page: string
}

export interface PageRequest {
  /** How long the page may be served, milliseconds; 0 passes the cache by. */
  readonly ttlMs: number
  /** Reads the database. Must see every write acknowledged before it was called. */
  readonly load: () => Promise<Buffer>
  /** Pass the cache by and put a new page there. */
  readonly refresh?: boolean
}

export interface PageRead {
  readonly body: Buffer
  readonly outcome: ListOutcome
  /** Shared the load of another reader in this process. */
  readonly collapsed: boolean
  /** This read, or the one it shared, stored the page. */
  readonly stored: boolean
  /** Freshness left, milliseconds; 0 when unknown. */
  readonly ttlMs: number
}

export interface ListCacheDependencies {
  readonly tier: Pick<Tier, 'getPage' | 'beginPage' | 'fillPage'>
  readonly clock: Pick<Clock, 'now'>
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** The namespace of the keys as of now; null: pass the cache by. */
  readonly namespace: () => string | null | Promise<string | null>
  readonly emit: (event: CacheEvent) => void
}

type Load = Omit<PageRead, 'collapsed'> & Proven

/** One page must not push a thousand documents out, nor delay what travels behind it. */
const MAX_PAGE_BYTES = 1_048_576

export class ListCache {
  readonly #deps: ListCacheDependencies
  readonly #flights = new SingleFlight<Load>()

  constructor(dependencies: ListCacheDependencies) {
    this.#deps = dependencies
  }

  /** @throws whatever `request.load` throws; never an error of the cache's own. */
  async read(key: PageKey, request: PageRequest): Promise<PageRead> {
    const namespace = request.ttlMs > 0 ? await this.#deps.namespace() : null
    if (namespace === null) return this.#join(pastTheCache(key), () => this.#bypass(request))
    const keys = listKeys(namespace, key.collection, key.page)
    if (request.refresh !== true) {
      const cached = await this.#get(keys)
      if (cached) return this.#serve(cached)
    }
    return this.#join(keys.page, () => this.#load(keys, request))
  }

  async #join(flight: string, load: () => Promise<Load>): Promise<PageRead> {
    const { result, collapsed } = await this.#flights.run(flight, load)
    this.#deps.emit({ type: 'list_read', outcome: result.outcome, collapsed })
    const { body, outcome, stored, ttlMs } = result
    return { body, outcome, collapsed, stored, ttlMs }
  }

  async #get(keys: ListKeys): Promise<PageEnvelope | null> {
    try {
      const { generation, page: bytes } = await this.#deps.tier.getPage(keys)
      const page = bytes && decodePage(bytes)
      return page?.generation === generation ? page : null
    } catch {
      this.#tierError('get_page')
      return null
    }
  }

  #serve({ body, freshUntilMs }: PageEnvelope): PageRead {
    this.#deps.emit({ type: 'list_read', outcome: 'hit', collapsed: false })
    const ttlMs = Math.max(0, freshUntilMs - this.#deps.clock.now())
    return { body, outcome: 'hit', collapsed: false, stored: false, ttlMs }
  }

  /** A collection that is being written is read from the database at once: waiting may not end. */
  async #load(keys: ListKeys, request: PageRequest): Promise<Load> {
    const begun = await this.#begin(keys)
    if (begun?.outcome !== 'load') return this.#bypass(request)
    const loadProof = this.#flights.stamp()
    const body = await request.load()
    const ttlMs = jittered(request.ttlMs, this.#deps.random())
    const freshUntilMs = this.#deps.clock.now() + ttlMs
    const page = { generation: begun.generation, freshUntilMs, body }
    // A stored page was current when the step was done: that proves more than the load did.
    const proof = this.#flights.stamp()
    if (await this.#fill(keys, { page, ttlMs })) {
      return { body, outcome: 'miss', stored: true, ttlMs, proof }
    }
    return { body, outcome: 'miss', stored: false, ttlMs: 0, proof: loadProof }
  }

  async #begin(keys: ListKeys): Promise<PageBegun | null> {
    try {
      return await this.#deps.tier.beginPage(keys)
    } catch {
      this.#tierError('begin_page')
      return null
    }
  }

  async #bypass(request: PageRequest): Promise<Load> {
    const proof = this.#flights.stamp()
    const body = await request.load()
    return { body, outcome: 'bypass', stored: false, ttlMs: 0, proof }
  }

  async #fill(
    keys: ListKeys,
    { page, ttlMs }: { page: PageEnvelope; ttlMs: number },
  ): Promise<boolean> {
    const outcome = await this.#fillOutcome(keys, { page, ttlMs })
    this.#deps.emit({ type: 'list_fill', outcome })
    return outcome === 'stored'
  }

  async #fillOutcome(
    keys: ListKeys,
    { page, ttlMs }: { page: PageEnvelope; ttlMs: number },
  ): Promise<ListFillOutcome> {
    if (page.body.length > MAX_PAGE_BYTES) return 'too_large'
    const { generation } = page
    try {
      return await this.#deps.tier.fillPage(keys, { generation, value: encodePage(page), ttlMs })
    } catch {
      this.#tierError('fill_page')
      return 'failed'
    }
  }

  #tierError(operation: TierOperation): void {
    this.#deps.emit({ type: 'tier_error', operation })
  }
}

/** No key of the tier: those have a brace. */
function pastTheCache({ collection, page }: PageKey): string {
  return `${collection}/${page}`
}
