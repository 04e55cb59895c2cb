import { describe, expect, it } from 'vitest'
import { createMetrics } from './index.ts'

describe('createMetrics', () => {
  it('has a bucket at exactly 0.2 s', async () => {
    const metrics = createMetrics()
    metrics.httpRequest({ method: 'GET', route: '/a/:id', status: 200, seconds: 0.2 })
    metrics.httpRequest({ method: 'GET', route: '/a/:id', status: 200, seconds: 0.21 })
    const { text } = await metrics.expose()
    expect(text).toContain(
      'cstore_http_request_duration_seconds_bucket{le="0.2",method="GET",route="/a/:id",status="200"} 1',
    )
  })

  it('adds up requests of one route, whatever their number of series', async () => {
    const metrics = createMetrics()
    const request = { method: 'GET', route: '/a "b"', status: 200 }
    for (const seconds of [0.001, 0.2, 99]) metrics.httpRequest({ ...request, seconds })
    metrics.httpRequest({ ...request, status: 404, seconds: 0.001 })
    const { text } = await metrics.expose()
    const labels = 'method="GET",route="/a \\"b\\"",status="200"'
    for (const line of [
      `_bucket{le="0.001",${labels}} 1`,
      `_bucket{le="0.2",${labels}} 2`,
      `_bucket{le="10",${labels}} 2`,
      `_bucket{le="+Inf",${labels}} 3`,
      `_sum{${labels}} 99.201`,
      `_count{${labels}} 3`,
      '_count{method="GET",route="/a \\"b\\"",status="404"} 1',
    ]) {
      expect(text).toContain(`cstore_http_request_duration_seconds${line}\n`)
    }
  })

  it('counts every read once, however often it is shown', async () => {
    const metrics = createMetrics()
    metrics.cacheRead('hit')
    await metrics.expose()
    metrics.cacheRead('hit')
    expect((await metrics.expose()).text).toContain('cstore_cache_reads_total{outcome="hit"} 2')
  })

  it('counts cache outcomes, fences, errors and store commands', async () => {
    const metrics = createMetrics()
    metrics.cacheRead('hit')
    metrics.cacheFill('stored')
    metrics.cacheFence('begin', 'ok')
    metrics.cacheError('get')
    metrics.listRead('hit')
    metrics.listFill('too_large')
    metrics.nearRead('untrusted')
    metrics.nearLag(0.002)
    metrics.nearBound(0.1)
    metrics.storeCommand({ command: 'find', outcome: 'ok', seconds: 0.002 })
    const { text } = await metrics.expose()
    for (const line of [
      'cstore_cache_reads_total{outcome="hit"} 1',
      'cstore_cache_fills_total{outcome="stored"} 1',
      'cstore_cache_fences_total{step="begin",outcome="ok"} 1',
      'cstore_cache_errors_total{operation="get"} 1',
      'cstore_list_reads_total{outcome="hit"} 1',
      'cstore_list_fills_total{outcome="too_large"} 1',
      'cstore_near_reads_total{outcome="untrusted"} 1',
      'cstore_near_lag_seconds_bucket{le="0.0025"} 1',
      'cstore_near_bound_seconds 0.1',
      'cstore_store_command_duration_seconds_count{command="find",outcome="ok"} 1',
      'process_cpu_seconds_total',
    ]) {
      expect(text).toContain(line)
    }
  })

  it('shows what alerts look for before it happens', async () => {
    const { text } = await createMetrics().expose()
    for (const line of [
      'cstore_cache_probes_total{outcome="disagree"} 0',
      'cstore_cache_fences_total{step="begin",outcome="failed"} 0',
      'cstore_cache_fences_total{step="end",outcome="left"} 0',
    ]) {
      expect(text).toContain(line)
    }
  })

  it('asks how MongoDB and the cache are when it is shown', async () => {
    const metrics = createMetrics()
    let away = false
    metrics.observeStore(() => ({ reachable: !away, busy: 3, idle: 2, waiting: 1 }))
    metrics.observeCache(() => !away)
    expect((await metrics.expose()).text).toContain('cstore_store_up 1')
    away = true
    const { text } = await metrics.expose()
    for (const line of [
      'cstore_store_up 0',
      'cstore_store_connections{state="busy"} 3',
      'cstore_store_connections{state="idle"} 2',
      'cstore_store_waiting 1',
      'cstore_cache_in_use 0',
    ]) {
      expect(text).toContain(line)
    }
  })

  it('gives the figures that a page compares with those before', async () => {
    const metrics = createMetrics()
    metrics.observeInFlight(() => 2)
    metrics.feedListeners(3)
    const request = { method: 'GET', route: '/a', status: 200 }
    for (const seconds of [0.001, 0.2, 99]) metrics.httpRequest({ ...request, seconds })
    for (const outcome of ['hit', 'hit', 'miss']) metrics.cacheRead(outcome)
    metrics.listRead('bypass')
    metrics.cacheProbe('agree')
    metrics.cacheError('get')
    const snapshot = await metrics.snapshot()
    const { boundsSeconds, requests } = snapshot
    expect(snapshot).toMatchObject({
      requestsInFlight: 2,
      followers: 3,
      documentReads: { hit: 2, miss: 1 },
      listReads: { bypass: 1 },
      probes: { agree: 1 },
      cacheErrors: { get: 1 },
    })
    expect(requests).toEqual([{ ...request, seconds: 99.201, counts: expect.any(Array) }])
    const [{ counts } = { counts: [] }] = requests
    expect(counts).toHaveLength(boundsSeconds.length + 1)
    expect([counts[0], counts[boundsSeconds.indexOf(0.2)], counts.at(-1)]).toEqual([1, 1, 1])
  })

  it('keeps two applications in one process apart', async () => {
    const [first, second] = [createMetrics(), createMetrics()]
    first.cacheRead('hit')
    expect((await second.expose()).text).not.toContain('cstore_cache_reads_total{')
  })
})
