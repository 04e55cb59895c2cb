import { createMetrics, type Metrics } from '@cstore/metrics'
import { describe, expect, it } from 'vitest'
import { parseMetrics } from './parse-metrics.ts'
import { Snapshot } from './snapshot.ts'
import { statistics } from './statistics.ts'

async function snapshot(metrics: Metrics, atMs: number): Promise<Snapshot> {
  return new Snapshot(parseMetrics((await metrics.expose()).text), atMs)
}

function answer(metrics: Metrics, status: number, seconds: number): void {
  metrics.httpRequest({ method: 'GET', route: '/api/v1/a/:id', status, seconds })
}

describe('statistics', () => {
  it('are those of what the server really shows', async () => {
    const metrics = createMetrics()
    for (let at = 0; at < 99; at++) answer(metrics, 200, 0.004)
    answer(metrics, 503, 0.9)
    metrics.httpRequest({ method: 'GET', route: '/metrics', status: 200, seconds: 0.001 })
    for (const outcome of ['hit', 'hit', 'stale', 'miss']) metrics.cacheRead(outcome)
    metrics.cacheProbe('agree')
    metrics.cacheProbe('disagree')
    metrics.cacheFence('begin', 'closed')
    metrics.cacheFill('stored')
    const { processStartMs } = await snapshot(metrics, 0)
    const seen = statistics(await snapshot(metrics, processStartMs + 50_000), null)
    expect(seen).toMatchObject({
      since: 'start',
      seconds: expect.closeTo(50, 6),
      requests: {
        count: 100,
        failed: 1,
        perSecond: expect.closeTo(2, 6),
        p99Ms: expect.closeTo(5, 6),
      },
      routes: [{ route: 'GET /a/:id', requests: { count: 100 } }],
      documents: { hit: 2, stale: 1, miss: 1, bypass: 0, hitRatio: 0.75 },
      lists: { hitRatio: null },
      fills: { stored: 1, rejected: 0 },
      writes: { refused: 0, cacheClosed: 1, unknown: 0 },
      probes: { agree: 1, disagree: 1 },
    })
  })

  it('are those since the last look, unless the server began anew', async () => {
    const metrics = createMetrics()
    answer(metrics, 200, 20)
    const before = await snapshot(metrics, 1e12)
    const idle = statistics(await snapshot(metrics, 1e12 + 1000), before)
    expect(idle).toMatchObject({
      since: 'last',
      seconds: 1,
      requests: { count: 0, p50Ms: null },
      routes: [],
    })
    answer(metrics, 200, 0.0005)
    answer(metrics, 200, 20)
    const after = await snapshot(metrics, 1e12 + 2000)
    // Longer than the longest that is measured.
    expect(statistics(after, before).requests).toMatchObject({ count: 2, p50Ms: 1, p99Ms: null })
    const another = new Snapshot(parseMetrics('process_start_time_seconds 5\n'), 1e12)
    expect(statistics(after, another)).toMatchObject({ since: 'start', requests: { count: 3 } })
  })
})

it('reads labels with whatever is in them', () => {
  expect(
    parseMetrics('# HELP a b\na{x="1, \\"2\\" }",y="\\\\\\n"} +Inf 5\nb 1e3\n\nnonsense'),
  ).toEqual([
    {
      name: 'a',
      labels: new Map([
        ['x', '1, "2" }'],
        ['y', '\\\n'],
      ]),
      value: Infinity,
    },
    { name: 'b', labels: new Map(), value: 1000 },
  ])
})
