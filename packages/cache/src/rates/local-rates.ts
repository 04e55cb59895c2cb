import { takeOne, type Quota, type RateDecision, type RateLimiter } from './rate-limiter.ts'

export interface LocalRatesOptions {
  /** Bound of the subjects that are remembered; the one longest known is forgotten first. */
  readonly maxSubjects: number
  /** Monotonic, milliseconds. */
  readonly now: () => number
}

/** Limits in the memory of this process alone. */
export class LocalRates implements RateLimiter {
  readonly #options: LocalRatesOptions
  /** In the order of their last change. */
  readonly #fullAtMs = new Map<string, number>()

  constructor(options: LocalRatesOptions) {
    this.#options = options
  }

  async take(subject: string, quota: Quota): Promise<RateDecision> {
    const nowMs = this.#options.now()
    const known = this.#fullAtMs.get(subject) ?? Number.NEGATIVE_INFINITY
    const { fullAtMs, decision } = takeOne(known, quota, nowMs)
    this.#fullAtMs.delete(subject)
    this.#fullAtMs.set(subject, fullAtMs)
    this.#forget(nowMs)
    return decision
  }

  /** Those that are full again are as good as unknown; a few each time keep up with what comes. */
  #forget(nowMs: number): void {
    for (const [subject, fullAtMs] of this.#fullAtMs) {
      if (fullAtMs > nowMs && this.#fullAtMs.size <= this.#options.maxSubjects) return
      this.#fullAtMs.delete(subject)
    }
  }
}
