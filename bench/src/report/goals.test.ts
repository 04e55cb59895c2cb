import { expect, test } from 'vitest'
import { measured } from '../test-support/measured.ts'
import { goalsTable } from './goals.ts'

test('says what was reached and what was not, and nothing of what was not measured', () => {
  const measurements = [
    measured({ key: 'cstore', perSecond: 900 }),
    measured({ key: 'redis-pipelined', perSecond: 1000 }),
    measured({ key: 'cacheable', perSecond: 300 }),
  ]
  const scenarios = [{ name: 'hit-2kb', title: '', measurements }]
  const rows = goalsTable({ scenarios, startMs: 400 }).split('\n').slice(2)
  expect(rows).toEqual([
    '| hit over Redis, 2 KB, to Fastify + ioredis, auto-pipelining | ≥ 1 | 0.90 | no |',
    '| the same to the best library for caching | ≥ 2 | 3.00 | yes |',
    '| start to ready, ms | ≤ 1000 | 400 | yes |',
  ])
})
