import { expect, test } from 'vitest'
import type { Measurement } from '../rounds.ts'
import { goalsTable } from './goals.ts'

function measured(key: string, perSecond: number): Measurement {
  return {
    key,
    title: key,
    isReference: false,
    unit: 'requests',
    perSecond,
    slowest: perSecond,
    fastest: perSecond,
    p50Ms: Number.NaN,
    p99Ms: Number.NaN,
    p999Ms: Number.NaN,
    cpuMicros: 1,
    residentBytes: Number.NaN,
  }
}

test('says what was reached and what was not, and nothing of what was not measured', () => {
  const hit = [
    measured('cstore', 900),
    measured('redis-pipelined', 1000),
    measured('cacheable', 300),
  ]
  const scenarios = [{ name: 'hit-2kb', title: '', measurements: hit }]
  const rows = goalsTable({ scenarios, startMs: 400 }).split('\n').slice(2)
  expect(rows).toEqual([
    '| hit over Redis, 2 KB, to Fastify + ioredis, auto-pipelining | ≥ 1 | 0.90 | no |',
    '| the same to the best library for caching | ≥ 2 | 3.00 | yes |',
    '| start to ready, ms | ≤ 1000 | 400 | yes |',
  ])
})
