import type { Health } from '@cstore/contracts'
import type { Output } from '../context.ts'
import { paint, type Style } from '../output/paint.ts'
import { table, type Column } from '../output/table.ts'
import type { CacheStatistics, RequestStatistics, Statistics } from './statistics.ts'

const SHOWN_ROUTES = 12
const ROUTE_COLUMNS: readonly Column[] = [
  { title: 'ROUTE' },
  { title: 'REQUESTS', align: 'right' },
  { title: 'RATE', align: 'right' },
  { title: '5XX', align: 'right' },
  { title: 'P50', align: 'right' },
  { title: 'P95', align: 'right' },
  { title: 'P99', align: 'right' },
]
const STYLES: Readonly<Record<Health['status'], Style>> = {
  ok: 'green',
  degraded: 'yellow',
  down: 'red',
}

export interface Seen {
  readonly address: string
  readonly health: Health
  readonly statistics: Statistics
}

/** How a server is, on a page. */
export function statisticsText({ address, health, statistics }: Seen, output: Output): string {
  const { status, version, uptimeSeconds, checks } = health
  const state = (what: Health['status']): string => paint(STYLES[what], what, output)
  const title = `${paint('bold', `CStore ${version}`, output)} at ${address}`
  const facts = factsOf(statistics, output).map(
    ([name, fact]) => `${paint('bold', name.padEnd(11), output)}${fact}`,
  )
  return [
    `${title}: ${state(status)}, up for ${time(uptimeSeconds)}`,
    `MongoDB ${state(checks.mongodb)}, cache ${state(checks.cache)}`,
    '',
    paint('dim', period(statistics), output),
    ...facts,
    ...routes(statistics, output),
    '',
  ].join('\n')
}

function period({ since, seconds }: Statistics): string {
  return since === 'start'
    ? `Since its start ${time(seconds)} ago`
    : `In the last ${seconds.toFixed(1)} s`
}

function factsOf(all: Statistics, output: Output): [string, string][] {
  const { requests, inFlight, documents, lists, fills, writes } = all
  const unindexed =
    all.listsWithoutIndex === 0 ? '' : `; ${count(all.listsWithoutIndex)} without an index`
  return [
    [
      'Requests',
      `${count(requests.count)}, ${rate(requests.perSecond)}; ${alarming(requests.failed, output)} answered with 5xx; ${count(inFlight)} in flight`,
    ],
    [
      'Latency',
      `p50 ${latency(requests, 'p50Ms')}, p95 ${latency(requests, 'p95Ms')}, p99 ${latency(requests, 'p99Ms')}`,
    ],
    ['Documents', cache(documents)],
    ['Lists', `${cache(lists)}${unindexed}`],
    [
      'Fills',
      `${count(fills.stored)} stored, ${count(fills.rejected)} overtaken by a write, ${alarming(fills.failed, output)} failed`,
    ],
    [
      'Writes',
      `${alarming(writes.refused, output)} refused for want of the cache, ${alarming(writes.cacheClosed, output)} with the cache closed, ${alarming(writes.unknown, output)} of unknown outcome`,
    ],
    ['Probes', probes(all, output)],
    ['Cache', `${alarming(all.cacheErrors, output)} operations failed`],
  ]
}

function cache({ hit, stale, miss, bypass, hitRatio }: CacheStatistics): string {
  if (hitRatio === null) return 'no reads'
  const past = stale === 0 ? '' : `, ${count(stale)} past their time`
  return `${percent(hitRatio)} from the cache: ${count(hit)} hits${past}, ${count(miss)} misses, ${count(bypass)} bypassed it`
}

/** Cached reads that were compared with the database. */
function probes(
  { probes: { agree, overtaken, disagree, failed } }: Statistics,
  output: Output,
): string {
  const compared = agree + overtaken + disagree
  if (compared + failed === 0) return 'none yet'
  const stale = disagree === 0 ? 'none was stale' : `${alarming(disagree, output)} were stale`
  const more = failed === 0 ? '' : `; ${count(failed)} could not be compared`
  return `${count(compared)} cached reads compared with the database: ${stale}${more}`
}

function routes({ routes: all }: Statistics, output: Output): string[] {
  if (all.length === 0) return []
  const rows = all
    .slice(0, SHOWN_ROUTES)
    .map(({ route, requests: one }) => [
      route,
      count(one.count),
      rate(one.perSecond),
      count(one.failed),
      latency(one, 'p50Ms'),
      latency(one, 'p95Ms'),
      latency(one, 'p99Ms'),
    ])
  const more = all.length - rows.length
  const text = table(ROUTE_COLUMNS, rows, { output, maxCell: 60 }).trimEnd()
  return ['', text, ...(more > 0 ? [`… and ${more} more: --json has all.`] : [])]
}

/** Zero is as it should be. */
function alarming(value: number, output: Output): string {
  return value === 0 ? '0' : paint('yellow', count(value), output)
}

function count(value: number): string {
  return value.toLocaleString('en')
}

function rate(perSecond: number): string {
  const digits = perSecond >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 2 }
  return `${perSecond.toLocaleString('en', digits)}/s`
}

function percent(share: number): string {
  // Never rounded up to all: 99.99 % is not 100 %.
  return `${(Math.floor(share * 10_000) / 100).toFixed(share === 1 ? 0 : 2)} %`
}

function latency(of: RequestStatistics, which: 'p50Ms' | 'p95Ms' | 'p99Ms'): string {
  const ms = of[which]
  if (ms !== null)
    return ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${Number(ms.toPrecision(2))} ms`
  return of.count === 0 ? '–' : 'over 10 s'
}

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const

/** In the two largest units that are not nothing: `3 h 12 min`. */
function time(seconds: number): string {
  let left = Math.max(0, Math.round(seconds))
  const parts: string[] = []
  for (const [unit, size] of UNITS) {
    const amount = Math.floor(left / size)
    left -= amount * size
    if (amount > 0) parts.push(`${amount} ${unit}`)
  }
  return parts.slice(0, 2).join(' ') || '0 s'
}
