/**
 * What the counters of a server say of the time between two looks at them. Behind a load balancer
 * each look may meet another process: only looks at the same one are compared, and what all of
 * those did that were met lately is added up.
 */
import type { Stats } from '@cstore/client'

/** How reads were served; the last two had to ask the database. */
export const OUTCOMES = ['hit', 'stale', 'miss', 'bypass'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Everything per second. */
export interface Rates {
  readonly requests: number
  /** Answered with a status of 500 or above. */
  readonly failures: number
  /** By duration: one for each bound, and one for what is longer than all. */
  readonly latencies: readonly number[]
  readonly reads: Readonly<Record<Outcome, number>>
}

export interface Point extends Rates {
  /** Milliseconds since 1970. */
  readonly atMs: number
}

/** What was seen of one process. */
interface Seen {
  readonly stats: Stats
  readonly atMs: number
  readonly rates: Rates | null
}

export interface Figures {
  readonly points: readonly Point[]
  readonly latest: Stats
  /** By the id of the process. */
  readonly seen: ReadonlyMap<string, Seen>
}

/** Ten minutes at a look every two seconds. */
const MAX_POINTS = 300
/** A process that was not met for so long counts no more. */
const FORGOTTEN_MS = 30_000
/** What clients do with documents. The console's own looks would be most of what a quiet server does. */
const COUNTED = /^\/api\/v1\/collections/

/** `former`: those before; null: this is the first look. */
export function withLook(former: Figures | null, stats: Stats, atMs: number): Figures {
  const before = former?.seen.get(stats.process)
  const rates = before ? ratesBetween(before.stats, stats) : null
  const known = [...(former?.seen ?? [])].filter(([, one]) => atMs - one.atMs < FORGOTTEN_MS)
  const seen = new Map(known).set(stats.process, { stats, atMs, rates })
  const all = [...seen.values()].flatMap((one) => (one.rates ? [one.rates] : []))
  const points = former?.points ?? []
  if (all.length === 0) return { points, latest: stats, seen }
  const point = { ...sum(all), atMs }
  return { points: [...points, point].slice(-MAX_POINTS), latest: stats, seen }
}

/** Null: the process has begun anew in between. */
function ratesBetween(before: Stats, after: Stats): Rates | null {
  const seconds = after.uptimeSeconds - before.uptimeSeconds
  if (seconds <= 0) return null
  const [former, latter] = [countsOf(before), countsOf(after)]
  const perSecond = (then: number, now: number): number => Math.max(0, now - then) / seconds
  return {
    requests: perSecond(former.requests, latter.requests),
    failures: perSecond(former.failures, latter.failures),
    latencies: latter.latencies.map((now, at) => perSecond(former.latencies[at] ?? 0, now)),
    reads: byOutcome((outcome) => perSecond(former.reads[outcome], latter.reads[outcome])),
  }
}

/** In the shape of rates, but since the process began. */
function countsOf({ requests, boundsSeconds, documentReads, listReads }: Stats): Rates {
  const counted = requests.filter(({ route }) => COUNTED.test(route))
  const failed = counted.filter(({ status }) => status >= 500)
  return {
    requests: total(counted.flatMap(({ counts }) => counts)),
    failures: total(failed.flatMap(({ counts }) => counts)),
    latencies: [...boundsSeconds, Infinity].map((_, at) =>
      total(counted.map(({ counts }) => counts[at] ?? 0)),
    ),
    reads: byOutcome((outcome) => (documentReads[outcome] ?? 0) + (listReads[outcome] ?? 0)),
  }
}

/** Of several processes, or of several points. */
export function sum(all: readonly Rates[]): Rates {
  const [first] = all
  return {
    requests: total(all.map(({ requests }) => requests)),
    failures: total(all.map(({ failures }) => failures)),
    latencies: (first?.latencies ?? []).map((_, at) =>
      total(all.map(({ latencies }) => latencies[at] ?? 0)),
    ),
    reads: byOutcome((outcome) => total(all.map(({ reads }) => reads[outcome]))),
  }
}

/** Null: nothing was read. */
export function hitRatio({ reads }: Pick<Rates, 'reads'>): number | null {
  const all = total(OUTCOMES.map((outcome) => reads[outcome]))
  return all === 0 ? null : (reads.hit + reads.stale) / all
}

function byOutcome(rate: (outcome: Outcome) => number): Record<Outcome, number> {
  return { hit: rate('hit'), stale: rate('stale'), miss: rate('miss'), bypass: rate('bypass') }
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
