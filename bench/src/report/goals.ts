/** What CStore wants to reach, as ratios of medians in one run, and what it did reach. */
import type { Measurement } from '../rounds.ts'
import { type ScenarioResult, table } from './markdown.ts'

export interface Results {
  readonly scenarios: readonly ScenarioResult[]
  /** From the start of the process to ready; absent: not measured. */
  readonly startMs?: number | undefined
}

interface Goal {
  readonly title: string
  readonly wanted: string
  readonly isReached: (value: number) => boolean
  /** NaN where it was not measured. */
  readonly valueOf: (results: Results) => number
}

const MIB = 2 ** 20
const LIBRARIES = ['async-cache-dedupe', 'layered-loader', 'bentocache', 'cacheable']

const GOALS: readonly Goal[] = [
  atLeast(
    1,
    'hit over Redis, 2 KB, to Fastify + ioredis, auto-pipelining',
    ratio('hit-2kb', 'cstore', 'redis-pipelined'),
  ),
  atLeast(1.3, 'the same to Fastify + ioredis', ratio('hit-2kb', 'cstore', 'redis-plain')),
  atLeast(2, 'the same to the best library for caching', bestLibrary),
  atLeast(10, 'the same to Parse Server', ratio('hit-2kb', 'cstore', 'parse-server')),
  atLeast(0.9, 'hit in the near tier, to a fixed buffer', ratio('near', 'cstore', 'fixed')),
  atLeast(1, '304 to a hit', ratio('not-modified', 'cstore not-modified', 'cstore')),
  atLeast(0.75, 'miss to Fastify + findOne', ratio('miss', 'cstore', 'mongo')),
  atLeast(
    0.6,
    'write to Fastify + updateOne with the same write concern',
    ratio('write', 'cstore', 'mongo'),
  ),
  atLeast(
    20,
    '`batch-get` of 50 to single reads, documents a second',
    ratio('batch-200b', 'cstore batch', 'cstore'),
  ),
  atMost(1.25, 'p99 of a hit at 70 % of saturation, to Fastify + ioredis', tailRatio),
  atLeast(
    0.9,
    'hit, 1,000,000 documents to 1,000',
    ratio('million-hit', 'cstore many200', 'cstore'),
  ),
  atLeast(
    0.9,
    'list by an index, 1,000,000 documents to 1,000',
    ratio('million-list', 'cstore many200', 'cstore'),
  ),
  atMost(180, 'resident set under full load, MiB', resident),
  atMost(1000, 'start to ready, ms', ({ startMs = Number.NaN }) => startMs),
]

/** Those that were measured. */
export function goalsTable(results: Results): string {
  const rows = GOALS.flatMap(({ title, wanted, isReached, valueOf }) => {
    const value = valueOf(results)
    if (Number.isNaN(value)) return []
    return [[title, wanted, value.toFixed(value < 100 ? 2 : 0), isReached(value) ? 'yes' : 'no']]
  })
  return table(['goal', 'wanted', 'measured', 'reached'], rows)
}

type Value = Goal['valueOf']

function atLeast(least: number, title: string, valueOf: Value): Goal {
  return { title, wanted: `≥ ${least}`, isReached: (value) => value >= least, valueOf }
}

function atMost(most: number, title: string, valueOf: Value): Goal {
  return { title, wanted: `≤ ${most}`, isReached: (value) => value <= most, valueOf }
}

function ratio(scenario: string, key: string, other: string): Value {
  return (results) => {
    const one = find(results, scenario, key)?.perSecond ?? Number.NaN
    return one / (find(results, scenario, other)?.perSecond ?? Number.NaN)
  }
}

function bestLibrary(results: Results): number {
  const cstore = find(results, 'hit-2kb', 'cstore')?.perSecond ?? Number.NaN
  const rates = LIBRARIES.flatMap((key) => find(results, 'hit-2kb', key)?.perSecond ?? [])
  return rates.length === 0 ? Number.NaN : cstore / Math.max(...rates)
}

function tailRatio(results: Results): number {
  const one = find(results, 'hit-2kb', 'cstore')?.p99Ms ?? Number.NaN
  return one / (find(results, 'hit-2kb', 'redis-pipelined')?.p99Ms ?? Number.NaN)
}

function resident(results: Results): number {
  return (find(results, 'hit-2kb', 'cstore')?.residentBytes ?? Number.NaN) / MIB
}

function find({ scenarios }: Results, name: string, key: string): Measurement | undefined {
  const scenario = scenarios.find((one) => one.name === name)
  return scenario?.measurements.find((one) => one.key === key)
}
