/**
 * Rate limits by the generic cell rate algorithm (ITU-T I.371): each subject has a bucket of
 * `limit` requests that refills evenly over `windowMs`. All that is kept of it is the moment at
 * which it is full again. Whoever sends at most `limit` requests in any `windowMs` is never refused.
 */
export interface Quota {
  /** Requests, at least 1. */
  readonly limit: number
  readonly windowMs: number
}

export interface RateDecision {
  readonly allowed: boolean
  /** How many more requests would be allowed at this moment. */
  readonly remaining: number
  /** Until the whole quota is there again, milliseconds. */
  readonly resetMs: number
  /** Until one more request is allowed, milliseconds; 0 when this one is. */
  readonly retryAfterMs: number
}

export interface RateLimiter {
  /** Counts one request of a subject. Never fails: what is shared is left out when it is away. */
  take(subject: string, quota: Quota): Promise<RateDecision>
}

export interface Bucket {
  /** When the bucket is full again; not later than `nowMs`: it is full. */
  readonly fullAtMs: number
  readonly decision: RateDecision
}

/** Takes one request out of a bucket. Times are milliseconds of one clock. */
export function takeOne(fullAtMs: number, { limit, windowMs }: Quota, nowMs: number): Bucket {
  const oneMs = windowMs / limit
  const next = Math.max(fullAtMs, nowMs) + oneMs
  const excessMs = next - nowMs - windowMs
  // Sums of fractions: a nanosecond too much is none.
  if (excessMs > 1e-6) {
    const resetMs = fullAtMs - nowMs
    return {
      fullAtMs,
      decision: { allowed: false, remaining: 0, resetMs, retryAfterMs: excessMs },
    }
  }
  const resetMs = next - nowMs
  const remaining = Math.floor((windowMs - resetMs) / oneMs + 1e-6)
  return { fullAtMs: next, decision: { allowed: true, remaining, resetMs, retryAfterMs: 0 } }
}
