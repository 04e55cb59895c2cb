/** What `cstore stats` tells, computed from what a server has counted between two moments. */
import { quantile, type Bucket } from './quantile.ts'
import type { Sample } from './parse-metrics.ts'
import type { Snapshot } from './snapshot.ts'

export interface RequestStatistics {
  readonly count: number
  readonly perSecond: number
  /** Answered with 5xx. */
  readonly failed: number
  /** Milliseconds; null: no requests, or longer than the longest that is measured. */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
}

export interface CacheStatistics {
  readonly hit: number
  readonly stale: number
  readonly miss: number
  readonly bypass: number
  /** Share of reads that the cache served, 0 to 1; null: no reads. */
  readonly hitRatio: number | null
}

export interface Statistics {
  /** What the counts are of: all since the process began, or since the look before. */
  readonly since: 'start' | 'last'
  readonly seconds: number
  /** Without the one that asked for this. */
  readonly inFlight: number
  readonly requests: RequestStatistics
  readonly routes: readonly { readonly route: string; readonly requests: RequestStatistics }[]
  readonly documents: CacheStatistics
  readonly lists: CacheStatistics
  readonly fills: { readonly stored: number; readonly rejected: number; readonly failed: number }
  readonly writes: {
    readonly refused: number
    readonly cacheClosed: number
    readonly unknown: number
  }
  readonly probes: {
    readonly agree: number
    readonly overtaken: number
    readonly disagree: number
    readonly failed: number
  }
  readonly cacheErrors: number
  readonly listsWithoutIndex: number
}

const REQUESTS = 'cstore_http_request_duration_seconds'

/** @param before null: everything since the process began */
export function statistics(now: Snapshot, before: Snapshot | null): Statistics {
  const isSame = before !== null && before.processStartMs === now.processStartMs
  const former = isSame ? before : null
  const fromMs = former?.atMs ?? now.processStartMs
  const seconds = Math.max(0.001, (now.atMs - fromMs) / 1000)
  const count = (name: string, labels: Readonly<Record<string, string>>): number =>
    now.total(name, labels) - (former?.total(name, labels) ?? 0)
  const requests = (wanted: Wanted): RequestStatistics =>
    requestStatistics({ now, former, wanted, seconds })
  const fences = (step: string, outcome: string): number =>
    count('cstore_cache_fences_total', { step, outcome })
  const fills = (outcome: string): number => count('cstore_cache_fills_total', { outcome })
  const probes = (outcome: string): number => count('cstore_cache_probes_total', { outcome })
  return {
    since: former ? 'last' : 'start',
    seconds,
    inFlight: Math.max(0, now.gauge('cstore_http_requests_in_flight') - 1),
    requests: requests(isOfApi),
    routes: routesOf(now)
      .map((route) => ({ route, requests: requests((sample) => routeOf(sample) === route) }))
      .filter((one) => one.requests.count > 0)
      .toSorted((one, other) => other.requests.count - one.requests.count),
    documents: cacheStatistics((outcome) => count('cstore_cache_reads_total', { outcome })),
    lists: cacheStatistics((outcome) => count('cstore_list_reads_total', { outcome })),
    fills: {
      stored: fills('stored'),
      rejected: fills('rejected'),
      failed: fills('failed'),
    },
    writes: {
      refused: fences('begin', 'failed'),
      cacheClosed: fences('begin', 'closed'),
      unknown: fences('end', 'left'),
    },
    probes: {
      agree: probes('agree'),
      overtaken: probes('overtaken'),
      disagree: probes('disagree'),
      failed: probes('failed'),
    },
    cacheErrors: count('cstore_cache_errors_total', {}),
    listsWithoutIndex: count('cstore_list_unindexed_total', {}),
  }
}

function cacheStatistics(count: (outcome: string) => number): CacheStatistics {
  const [hit, stale, miss, bypass] = [count('hit'), count('stale'), count('miss'), count('bypass')]
  const reads = hit + stale + miss + bypass
  return { hit, stale, miss, bypass, hitRatio: reads === 0 ? null : (hit + stale) / reads }
}

type Wanted = (sample: Sample) => boolean

interface Period {
  readonly now: Snapshot
  readonly former: Snapshot | null
  readonly wanted: Wanted
  readonly seconds: number
}

function requestStatistics({ now, former, wanted, seconds }: Period): RequestStatistics {
  const buckets = difference(now.buckets(REQUESTS, wanted), former?.buckets(REQUESTS, wanted) ?? [])
  const failed = (sample: Sample): boolean =>
    wanted(sample) && (sample.labels.get('status') ?? '').startsWith('5')
  const total = (from: Snapshot | null, which: Wanted): number =>
    from?.buckets(REQUESTS, which).at(-1)?.count ?? 0
  const count = buckets.at(-1)?.count ?? 0
  return {
    count,
    perSecond: count / seconds,
    failed: total(now, failed) - total(former, failed),
    p50Ms: milliseconds(quantile(0.5, buckets)),
    p95Ms: milliseconds(quantile(0.95, buckets)),
    p99Ms: milliseconds(quantile(0.99, buckets)),
  }
}

function difference(now: readonly Bucket[], before: readonly Bucket[]): Bucket[] {
  const former = new Map(before.map(({ upTo, count }) => [upTo, count]))
  return now.map(({ upTo, count }) => ({ upTo, count: count - (former.get(upTo) ?? 0) }))
}

function milliseconds(seconds: number | null): number | null {
  return seconds === null || seconds === Infinity ? null : seconds * 1000
}

/** Health checks and this very look at the metrics are not what anybody asks about. */
function isOfApi({ labels }: Sample): boolean {
  return (labels.get('route') ?? '').startsWith('/api/v1/')
}

function routeOf({ labels }: Sample): string {
  return `${labels.get('method')} ${labels.get('route')?.replace('/api/v1', '')}`
}

function routesOf(now: Snapshot): string[] {
  return [...new Set(now.series(`${REQUESTS}_count`).filter(isOfApi).map(routeOf))]
}
