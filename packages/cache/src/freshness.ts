import type { CacheEntry } from './envelope.ts'

/** How long an entry is good for, milliseconds. A safety net: coherence does not depend on it. */
export interface CacheLifetimes {
  readonly ttlMs: number
  readonly staleMs: number
  readonly negativeTtlMs: number
  /** Whether a copy in this process will do, whose staleness is bounded but not zero. */
  readonly near?: boolean
}

export interface Lifetime {
  /** From then on the entry is refreshed in the background when read. */
  readonly freshUntilMs: number
  /** How long the tier keeps it. */
  readonly hardTtlMs: number
}

const JITTER = 0.1

/** ±10 %, so that entries filled together do not expire together. */
export function jittered(ms: number, random: number): number {
  return Math.round(ms * (1 - JITTER + 2 * JITTER * random))
}

/** Null: this entry is not to be cached. */
export function lifetimeOf(
  entry: CacheEntry,
  lifetimes: CacheLifetimes,
  at: { nowMs: number; random: number },
): Lifetime | null {
  const negative = entry.kind === 'absent'
  const ttlMs = jittered(negative ? lifetimes.negativeTtlMs : lifetimes.ttlMs, at.random)
  if (ttlMs <= 0) return null
  const staleMs = negative ? 0 : lifetimes.staleMs
  return { freshUntilMs: at.nowMs + ttlMs, hardTtlMs: ttlMs + staleMs }
}

/**
 * XFetch (Vattani, Chierichetti, Lowenstein: Optimal Probabilistic Cache Stampede Prevention,
 * VLDB 2015), with beta = 1: the slower the load and the nearer the expiry, the likelier one
 * reader refreshes early, so that a hot entry never expires for all of them at once.
 * `random` is in (0, 1].
 */
export function refreshesEarly(
  entry: { freshUntilMs: number; loadMs: number },
  nowMs: number,
  random: number,
): boolean {
  return -entry.loadMs * Math.log(random) >= entry.freshUntilMs - nowMs
}
