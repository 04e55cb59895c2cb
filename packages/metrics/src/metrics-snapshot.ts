import type { Registry } from 'prom-client'
import type { RequestDurations, RequestSeries } from './request-durations.ts'

/** Labels to counts. */
type Counts = Record<string, number>

/** Counters since the process began; all of it is the caller's. */
export interface MetricsSnapshot {
  readonly boundsSeconds: number[]
  readonly requests: RequestSeries[]
  readonly requestsInFlight: number
  readonly followers: number
  readonly documentReads: Counts
  readonly listReads: Counts
  readonly probes: Counts
  readonly cacheErrors: Counts
}

/** The few of all that people look at. */
export async function takeSnapshot(
  registry: Registry,
  durations: RequestDurations,
): Promise<MetricsSnapshot> {
  const inFlight = await countsOf(registry, 'cstore_http_requests_in_flight')
  const followers = await countsOf(registry, 'cstore_feed_listeners')
  return {
    boundsSeconds: [...durations.boundsSeconds],
    requests: durations.series(),
    requestsInFlight: inFlight[WITHOUT_LABEL] ?? 0,
    followers: followers[WITHOUT_LABEL] ?? 0,
    documentReads: await countsOf(registry, 'cstore_cache_reads_total'),
    listReads: await countsOf(registry, 'cstore_list_reads_total'),
    probes: await countsOf(registry, 'cstore_cache_probes_total'),
    cacheErrors: await countsOf(registry, 'cstore_cache_errors_total'),
  }
}

const WITHOUT_LABEL = ''

/** Of a metric with one label or none. */
async function countsOf(registry: Registry, name: string): Promise<Counts> {
  const metric = await registry.getSingleMetric(name)?.get()
  return Object.fromEntries(
    (metric?.values ?? []).map(({ labels, value }) => [Object.values(labels).join(), value]),
  )
}
