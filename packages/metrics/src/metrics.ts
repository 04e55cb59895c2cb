/**
 * Everything `/metrics` shows, in a registry of its own. Labels come from closed sets: route
 * templates, outcomes, command names; never ids, keys or anything that a client chooses.
 */
import { RequestDurations } from './request-durations.ts'
import { takeSnapshot, type MetricsSnapshot } from './metrics-snapshot.ts'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export interface StoreState {
  readonly reachable: boolean
  readonly busy: number
  readonly idle: number
  readonly waiting: number
}

/** Seconds. 0.2 is the promise for reads that the alerts and dashboards ask about. */
const HTTP_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10]
const NEAR_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]
/** What alerts look for is there before it happens. */
const PROBE_OUTCOMES = ['agree', 'overtaken', 'disagree', 'failed']
const FENCE_TROUBLES = [
  { step: 'begin', outcome: 'failed' },
  { step: 'begin', outcome: 'closed' },
  { step: 'end', outcome: 'left' },
]
const STORE_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

export interface Metrics {
  /** Rate, errors and duration of requests by route template. */
  httpRequest(request: {
    readonly method: string
    readonly route: string
    readonly status: number
    readonly seconds: number
  }): void
  /** Who knows how many requests are being answered. */
  observeInFlight(count: () => number): void
  cacheRead(outcome: string): void
  cacheFill(outcome: string): void
  cacheFence(step: string, outcome: string): void
  cacheError(operation: string): void
  /** The phase of the cache's epoch as this process sees it. */
  cachePhase(phase: string): void
  cacheProbe(outcome: string): void
  listRead(outcome: string): void
  listFill(outcome: string): void
  /** A list that no index serves. */
  listUnindexed(): void
  nearRead(outcome: string): void
  /** From a heartbeat's sending to its return. */
  nearLag(seconds: number): void
  nearBound(seconds: number): void
  /** A create with an `Idempotency-Key`. */
  idempotentCreate(outcome: string): void
  /** How many clients follow changes through this process. */
  feedListeners(count: number): void
  feedEvent(event: string): void
  storeCommand(command: {
    readonly command: string
    readonly outcome: string
    readonly seconds: number
  }): void
  /** Who knows whether MongoDB can be reached, and what the connections to it do. */
  observeStore(state: () => StoreState): void
  /** Who knows whether the shared cache is in use. */
  observeCache(inUse: () => boolean): void
  /** What a page compares with the snapshot before. */
  snapshot(): Promise<MetricsSnapshot>
  /** The text of an answer to Prometheus, and its content type. */
  expose(): Promise<{ readonly contentType: string; readonly text: string }>
}

/** A new registry with everything at zero; process metrics included. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const durations = new RequestDurations(HTTP_BUCKETS)
  const cache = cacheMetrics(registry)
  const near = nearMetrics(registry)
  const store = new Histogram({
    name: 'cstore_store_command_duration_seconds',
    help: 'Duration of MongoDB commands',
    labelNames: ['command', 'outcome'],
    buckets: STORE_BUCKETS,
    registers: [registry],
  })
  return {
    httpRequest: ({ seconds, ...labels }) => durations.observe(labels, seconds),
    observeInFlight: (count) => registerInFlight(registry, count),
    ...cache,
    ...listMetrics(registry),
    ...near,
    ...requestMetrics(registry),
    ...feedMetrics(registry),
    storeCommand: ({ seconds, ...labels }) => store.observe(labels, seconds),
    observeStore: (state) => registerStore(registry, state),
    observeCache: (inUse) => registerCacheUse(registry, inUse),
    snapshot: () => takeSnapshot(registry, durations),
    expose: async () => ({
      contentType: registry.contentType,
      text: `${durations.text()}\n${await registry.metrics()}`,
    }),
  }
}

function registerInFlight(registry: Registry, count: () => number): void {
  const gauge: Gauge = new Gauge({
    name: 'cstore_http_requests_in_flight',
    help: 'HTTP requests being answered',
    registers: [registry],
    collect: () => gauge.set(count()),
  })
}

function registerCacheUse(registry: Registry, inUse: () => boolean): void {
  const gauge: Gauge = new Gauge({
    name: 'cstore_cache_in_use',
    help: '1 while the shared cache answers and is trusted; 0: reads come from MongoDB',
    registers: [registry],
    collect: () => gauge.set(Number(inUse())),
  })
}

function registerStore(registry: Registry, state: () => StoreState): void {
  const registers = [registry]
  const up: Gauge = new Gauge({
    name: 'cstore_store_up',
    help: '1 while there is a MongoDB that takes writes',
    registers,
    collect: () => up.set(Number(state().reachable)),
  })
  const connections: Gauge<'state'> = new Gauge({
    name: 'cstore_store_connections',
    help: 'Connections to MongoDB',
    labelNames: ['state'],
    registers,
    collect: () => {
      const { busy, idle } = state()
      connections.set({ state: 'busy' }, busy)
      connections.set({ state: 'idle' }, idle)
    },
  })
  const waiting: Gauge = new Gauge({
    name: 'cstore_store_waiting',
    help: 'Operations that wait for a connection to MongoDB',
    registers,
    collect: () => waiting.set(state().waiting),
  })
}

function requestMetrics(registry: Registry): Pick<Metrics, 'idempotentCreate'> {
  const creates = new Counter({
    name: 'cstore_idempotent_creates_total',
    help: 'Creates with an Idempotency-Key by what became of them',
    labelNames: ['outcome'],
    registers: [registry],
  })
  return { idempotentCreate: (outcome) => creates.inc({ outcome }) }
}

function feedMetrics(registry: Registry): Pick<Metrics, 'feedListeners' | 'feedEvent'> {
  const registers = [registry]
  const listeners = new Gauge({
    name: 'cstore_feed_listeners',
    help: 'Clients that follow changes through this process',
    registers,
  })
  const events = new Counter({
    name: 'cstore_feed_events_total',
    help: 'Events sent to them; a reset says that changes may be missing',
    labelNames: ['event'],
    registers,
  })
  return {
    feedListeners: (count) => listeners.set(count),
    feedEvent: (event) => events.inc({ event }),
  }
}

function listMetrics(registry: Registry): Pick<Metrics, 'listRead' | 'listFill' | 'listUnindexed'> {
  const registers = [registry]
  const reads = new Counter({
    name: 'cstore_list_reads_total',
    help: 'Pages of lists by how they were served',
    labelNames: ['outcome'],
    registers,
  })
  const fills = new Counter({
    name: 'cstore_list_fills_total',
    help: 'Attempts to put a loaded page into the cache',
    labelNames: ['outcome'],
    registers,
  })
  const unindexed = new Counter({
    name: 'cstore_list_unindexed_total',
    help: 'Lists asked for that no index serves',
    registers,
  })
  return {
    listRead: (outcome) => reads.inc({ outcome }),
    listUnindexed: () => unindexed.inc(),
    listFill: (outcome) => fills.inc({ outcome }),
  }
}

function cacheMetrics(
  registry: Registry,
): Pick<
  Metrics,
  'cacheRead' | 'cacheFill' | 'cacheFence' | 'cacheError' | 'cachePhase' | 'cacheProbe'
> {
  const registers = [registry]
  const sinceShown = new Map<string, number>()
  const reads: Counter<'outcome'> = new Counter({
    name: 'cstore_cache_reads_total',
    help: 'Reads through the cache by how they were served',
    labelNames: ['outcome'],
    registers,
    // Every request counts one: what is needed only when it is shown waits until then.
    collect: () => {
      for (const [outcome, count] of sinceShown) reads.inc({ outcome }, count)
      sinceShown.clear()
    },
  })
  const fills = new Counter({
    name: 'cstore_cache_fills_total',
    help: 'Attempts to put a loaded document into the cache',
    labelNames: ['outcome'],
    registers,
  })
  const fences = new Counter({
    name: 'cstore_cache_fences_total',
    help: 'Fences set and lifted around writes',
    labelNames: ['step', 'outcome'],
    registers,
  })
  const errors = new Counter({
    name: 'cstore_cache_errors_total',
    help: 'Cache operations that failed',
    labelNames: ['operation'],
    registers,
  })
  const phases = new Counter({
    name: 'cstore_cache_phases_total',
    help: 'Phases of the shared cache entered: closed while it cannot be trusted, opening, open',
    labelNames: ['phase'],
    registers,
  })
  const probes = new Counter({
    name: 'cstore_cache_probes_total',
    help: 'Hits compared with the database; `disagree` is the stale-read rate',
    labelNames: ['outcome'],
    registers,
  })
  // What first appears at one has not increased, as Prometheus sees it: the first is to be noticed.
  for (const outcome of PROBE_OUTCOMES) probes.inc({ outcome }, 0)
  for (const labels of FENCE_TROUBLES) fences.inc(labels, 0)
  return {
    cacheProbe: (outcome) => probes.inc({ outcome }),
    cachePhase: (phase) => phases.inc({ phase }),
    cacheRead: (outcome) => sinceShown.set(outcome, (sinceShown.get(outcome) ?? 0) + 1),
    cacheFill: (outcome) => fills.inc({ outcome }),
    cacheFence: (step, outcome) => fences.inc({ step, outcome }),
    cacheError: (operation) => errors.inc({ operation }),
  }
}

/** Of the copies of cached values in this process, where they are configured. */
function nearMetrics(registry: Registry): Pick<Metrics, 'nearRead' | 'nearLag' | 'nearBound'> {
  const registers = [registry]
  const reads = new Counter({
    name: 'cstore_near_reads_total',
    help: 'Reads that the near cache was asked for, by what it could do',
    labelNames: ['outcome'],
    registers,
  })
  const lag = new Histogram({
    name: 'cstore_near_lag_seconds',
    help: 'How long invalidations take to arrive: from a heartbeat to its return',
    buckets: NEAR_BUCKETS,
    registers,
  })
  const bound = new Gauge({
    name: 'cstore_near_bound_seconds',
    help: 'No near value is served longer than this after it was replaced; 0: no near cache',
    registers,
  })
  return {
    nearRead: (outcome) => reads.inc({ outcome }),
    nearLag: (seconds) => lag.observe(seconds),
    nearBound: (seconds) => bound.set(seconds),
  }
}
