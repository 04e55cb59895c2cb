import type { Stats } from '@cstore/client'
import { describe, expect, it } from 'vitest'
import { hitRatio, sum, withLook, type Figures } from './figures.ts'
import { quantile } from './quantile.ts'

interface Look {
  readonly process?: string
  readonly uptimeSeconds: number
  readonly counts?: number[]
  readonly failed?: number
  readonly hits?: number
  readonly misses?: number
}

const route = '/api/v1/collections/:collection/documents/:id'

function look({ process = 'one', uptimeSeconds, ...given }: Look): Stats {
  const { counts = [0, 0, 0], failed = 0, hits = 0, misses = 0 } = given
  return {
    process,
    uptimeSeconds,
    database: 'mongodb',
    cache: 'redis',
    requestsInFlight: 0,
    followers: 0,
    boundsSeconds: [0.001, 0.2],
    requests: [
      { method: 'GET', route, status: 200, seconds: 1, counts },
      { method: 'GET', route, status: 503, seconds: 1, counts: [failed, 0, 0] },
      { method: 'GET', route: '/api/v1/stats', status: 200, seconds: 1, counts: [999, 0, 0] },
    ],
    documentReads: { hit: hits, miss: misses },
    listReads: { hit: hits },
    probes: {},
    cacheErrors: {},
  }
}

const looks = (...all: readonly (readonly [Stats, atMs: number])[]): Figures | null =>
  all.reduce<Figures | null>((former, [stats, atMs]) => withLook(former, stats, atMs), null)

describe('what happened between two looks', () => {
  it('is counted per second of the server', () => {
    const figures = looks(
      [look({ uptimeSeconds: 10, counts: [100, 0, 0], hits: 50 }), 0],
      [look({ uptimeSeconds: 12, counts: [180, 20, 0], failed: 2, hits: 90, misses: 20 }), 2500],
    )
    expect(figures?.points).toEqual([
      {
        atMs: 2500,
        requests: 51,
        failures: 1,
        latencies: [41, 10, 0],
        reads: { hit: 40, stale: 0, miss: 10, bypass: 0 },
      },
    ])
    expect(hitRatio(sum(figures?.points ?? []))).toBe(0.8)
  })

  it('is not known at the first look, and when the process is another', () => {
    const figures = looks(
      [look({ uptimeSeconds: 10, counts: [100, 0, 0] }), 0],
      [look({ process: 'two', uptimeSeconds: 500, counts: [900, 0, 0] }), 2000],
      [look({ process: 'three', uptimeSeconds: 5, counts: [9, 0, 0] }), 4000],
    )
    expect(figures?.points).toEqual([])
  })

  it('is added up over the processes that are met', () => {
    const figures = looks(
      [look({ uptimeSeconds: 10 }), 0],
      [look({ process: 'two', uptimeSeconds: 10 }), 2000],
      [look({ uptimeSeconds: 14, counts: [40, 0, 0] }), 4000],
      [look({ process: 'two', uptimeSeconds: 14, counts: [80, 0, 0] }), 6000],
    )
    expect(figures?.points.map(({ requests }) => requests)).toEqual([10, 30])
    const later =
      figures && withLook(figures, look({ uptimeSeconds: 99, counts: [40, 0, 0] }), 60_000)
    expect(later?.points.at(-1)?.requests).toBe(0)
  })

  it('is kept for ten minutes', () => {
    const all = Array.from(
      { length: 400 },
      (_, at) => [look({ uptimeSeconds: at + 1 }), at] as const,
    )
    expect(looks(...all)?.points).toHaveLength(300)
  })
})

describe('quantile', () => {
  const boundsSeconds = [0.001, 0.01, 0.1]

  it('lies within the bucket that holds it', () => {
    const latencies = [50, 40, 10, 0]
    expect(quantile(0.5, { boundsSeconds, latencies })).toBeCloseTo(0.001)
    expect(quantile(0.7, { boundsSeconds, latencies })).toBeCloseTo(0.0055)
    expect(quantile(0.95, { boundsSeconds, latencies })).toBeCloseTo(0.055)
  })

  it('is the last bound for what is longer, and none of nothing', () => {
    expect(quantile(0.5, { boundsSeconds, latencies: [0, 0, 0, 3] })).toBe(0.1)
    expect(quantile(0.5, { boundsSeconds, latencies: [0, 0, 0, 0] })).toBeNull()
  })
})
