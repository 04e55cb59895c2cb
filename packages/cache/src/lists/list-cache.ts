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
import type { Epochs } from '../epoch/epochs.ts'
import { tierOnGround } from '../epoch/tier-on-ground.ts'
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
  readonly tier: Tier
  readonly epochs: Pick<Epochs, 'forRead'>
  readonly clock: Pick<Clock, 'now'>
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly namespace: string
  readonly emit: (event: CacheEvent) => void
}

/** Where a page is cached: under these keys, in the tier of this identity. */
interface Place extends ListKeys {
  readonly server: string
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
    const keys = request.ttlMs > 0 ? await this.#place(key) : null
    if (!keys) return this.#join(pastTheCache(key), () => this.#bypass(request))
    if (request.refresh !== true) {
      const cached = await this.#get(keys)
      if (cached) return this.#serve(cached)
    }
    return this.#join(keys.page, () => this.#load(keys, request))
  }

  /** Null: pass the cache by, as also when nobody can say whether its pages still count. */
  async #place({ collection, page }: PageKey): Promise<Place | null> {
    const { epochs, namespace } = this.#deps
    const ground = await epochs.forRead()
    if (!ground?.verified) return null
    const { epoch, server } = ground
    return { ...listKeys(`${namespace}:${epoch}`, collection, page), server }
  }

  async #join(flight: string, load: () => Promise<Load>): Promise<PageRead> {
    const { result, collapsed } = await this.#flights.run(flight, load)
    this.#deps.emit({ type: 'list_read', outcome: result.outcome, collapsed })
    const { body, outcome, stored, ttlMs } = result
    return { body, outcome, collapsed, stored, ttlMs }
  }

  async #get(keys: Place): Promise<PageEnvelope | null> {
    try {
      const { generation, page: bytes } = await this.#tier(keys).getPage(keys)
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
  async #load(keys: Place, request: PageRequest): Promise<Load> {
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

  async #begin(keys: Place): Promise<PageBegun | null> {
    try {
      return await this.#tier(keys).beginPage(keys)
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
    keys: Place,
    { page, ttlMs }: { page: PageEnvelope; ttlMs: number },
  ): Promise<boolean> {
    const outcome = await this.#fillOutcome(keys, { page, ttlMs })
    this.#deps.emit({ type: 'list_fill', outcome })
    return outcome === 'stored'
  }

  async #fillOutcome(
    keys: Place,
    { page, ttlMs }: { page: PageEnvelope; ttlMs: number },
  ): Promise<ListFillOutcome> {
    if (page.body.length > MAX_PAGE_BYTES) return 'too_large'
    const { generation } = page
    try {
      return await this.#tier(keys).fillPage(keys, { generation, value: encodePage(page), ttlMs })
    } catch {
      this.#tierError('fill_page')
      return 'failed'
    }
  }

  #tier(place: Place): Tier {
    return tierOnGround(this.#deps.tier, place)
  }

  #tierError(operation: TierOperation): void {
    this.#deps.emit({ type: 'tier_error', operation })
  }
}

/** No key of the tier: those have a brace. */
function pastTheCache({ collection, page }: PageKey): string {
  return `${collection}/${page}`
}
