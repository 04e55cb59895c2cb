/**
 * A circuit breaker around a tier that can be away, so that a Redis that hangs costs a few
 * timeouts and not one per request.
 *
 *   closed → open     after three steps that failed in a row, or when the identity is lost
 *   open → closed     after a probe that succeeded, while there is an identity
 *
 * While it is open every step fails at once; probes go on in the background.
 */
import type { ListKeys, TierKeys } from '../cache-key.ts'
import type { Clock } from '../clock.ts'
import { TierUnavailableError } from './tier-errors.ts'
import type {
  AcquireRequest,
  Acquired,
  CachedPage,
  FillPageRequest,
  FillRequest,
  GetOptions,
  PageBegun,
  Tier,
  WriteFence,
} from './tier.ts'

export interface BreakerDependencies {
  readonly tier: Tier
  readonly clock: Pick<Clock, 'sleep'>
  /** Uniform in [0, 1). */
  readonly random: () => number
}

const FAILURES_TO_OPEN = 3
const SHORTEST_PROBE_MS = 100
const LONGEST_PROBE_MS = 1000

export class BreakerTier implements Tier {
  readonly #tier: Tier
  readonly #clock: Pick<Clock, 'sleep'>
  readonly #random: () => number
  #failures = 0
  #open = false
  /** Counts the times it closed. */
  #era = 0
  #closed = false

  constructor({ tier, clock, random }: BreakerDependencies) {
    this.#tier = tier
    this.#clock = clock
    this.#random = random
    tier.onIdentity((identity) => {
      if (identity === null) this.#trip()
    })
    if (tier.identity() === null) this.#trip()
  }

  get name(): Tier['name'] {
    return this.#tier.name
  }

  get(valueKey: string, options?: GetOptions): Promise<Buffer | null> {
    return this.#step(() => this.#tier.get(valueKey, options))
  }

  acquire(keys: TierKeys, request: AcquireRequest): Promise<Acquired> {
    return this.#step(() => this.#tier.acquire(keys, request))
  }

  fill(keys: TierKeys, request: FillRequest): Promise<'stored' | 'rejected'> {
    return this.#step(() => this.#tier.fill(keys, request))
  }

  release(keys: TierKeys, token: string): Promise<void> {
    return this.#step(() => this.#tier.release(keys, token))
  }

  beginWrite(documents: readonly TierKeys[], fence: WriteFence): Promise<void> {
    return this.#step(() => this.#tier.beginWrite(documents, fence))
  }

  endWrite(documents: readonly TierKeys[], token: string): Promise<void> {
    return this.#step(() => this.#tier.endWrite(documents, token))
  }

  getPage(keys: ListKeys): Promise<CachedPage> {
    return this.#step(() => this.#tier.getPage(keys))
  }

  beginPage(keys: ListKeys): Promise<PageBegun> {
    return this.#step(() => this.#tier.beginPage(keys))
  }

  fillPage(keys: ListKeys, request: FillPageRequest): Promise<'stored' | 'rejected'> {
    return this.#step(() => this.#tier.fillPage(keys, request))
  }

  beginListWrite(keys: ListKeys, fence: WriteFence): Promise<void> {
    return this.#step(() => this.#tier.beginListWrite(keys, fence))
  }

  endListWrite(keys: ListKeys, token: string): Promise<void> {
    return this.#step(() => this.#tier.endListWrite(keys, token))
  }

  keysUnder(prefix: string): AsyncIterable<readonly string[]> {
    if (this.#open) throw new TierUnavailableError()
    return this.#tier.keysUnder(prefix)
  }

  ping(): Promise<void> {
    return this.#step(() => this.#tier.ping())
  }

  healthy(): boolean {
    return !this.#open && this.#tier.healthy()
  }

  identity(): string | null {
    return this.#tier.identity()
  }

  onIdentity(listener: (identity: string | null) => void): void {
    this.#tier.onIdentity(listener)
  }

  close(): Promise<void> {
    this.#closed = true
    return this.#tier.close()
  }

  async #step<T>(step: () => Promise<T>): Promise<T> {
    // Also when the loss of the identity has not been told yet.
    if (this.#open || this.#tier.identity() === null) throw new TierUnavailableError()
    const era = this.#era
    try {
      const result = await step()
      // Nothing to forget, which is nearly always so.
      if (this.#failures > 0) this.#count(era, true)
      return result
    } catch (error) {
      this.#count(era, wasAnswered(error))
      throw error
    }
  }

  /** What was sent before the last probe says nothing about the time after it. */
  #count(era: number, answered: boolean): void {
    if (era !== this.#era) return
    this.#failures = answered ? 0 : this.#failures + 1
    if (this.#failures >= FAILURES_TO_OPEN) this.#trip()
  }

  #trip(): void {
    if (this.#open || this.#closed) return
    this.#open = true
    void this.#probe()
  }

  async #probe(): Promise<void> {
    while (this.#open) {
      const spread = this.#random() * (LONGEST_PROBE_MS - SHORTEST_PROBE_MS)
      await this.#clock.sleep(SHORTEST_PROBE_MS + spread)
      if (this.#closed) return
      if (this.#tier.identity() !== null && (await succeeds(this.#tier.ping()))) this.#mend()
    }
  }

  /** Only if the identity was not lost again while the probe was on its way. */
  #mend(): void {
    this.#failures = 0
    this.#era++
    this.#open = this.#tier.identity() === null
  }
}

function succeeds(probe: Promise<void>): Promise<boolean> {
  return probe.then(
    () => true,
    () => false,
  )
}

/** The server said no (out of memory, read-only): it is there, and nobody waited for it. */
function wasAnswered(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError'
}
