import { FaultProxy } from '@cstore/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

let deployment: TestDeployment
let api: TestApi
let toMongo: FaultProxy
let toRedis: FaultProxy

const DOCUMENT = '/api/v1/collections/movies/documents/a'

beforeAll(async () => {
  deployment = await testDeployment()
  const mongo = new URL(deployment.mongoUri)
  const redis = new URL(deployment.redisUrl)
  toMongo = await FaultProxy.start({ host: mongo.hostname, port: Number(mongo.port) })
  toRedis = await FaultProxy.start({ host: redis.hostname, port: Number(redis.port) })
  api = await deployment.start({
    mongoUri: toMongo.addressFor(deployment.mongoUri),
    redisUrl: toRedis.addressFor(deployment.redisUrl),
  })
  await api.request('/api/v1/collections/movies', { method: 'PUT', body: {} })
  await api.request(DOCUMENT, { method: 'PUT', body: { n: 1 } })
})
afterAll(async () => {
  await deployment[Symbol.asyncDispose]()
  await toMongo.close()
  await toRedis.close()
})

const health = async (path = ''): Promise<[number, unknown]> => {
  const response = await api.request(`/api/health${path}`, { as: null })
  return [response.status, await response.json()]
}

/** Opening takes a few seconds, until every process is known to know. */
const cacheIsBack = () =>
  expect.poll(async () => (await health())[1], { timeout: 10_000 }).toMatchObject({ status: 'ok' })

describe('health', () => {
  it('is ok when everything answers', async () => {
    expect(await health('/live')).toEqual([200, { status: 'ok' }])
    expect(await health('/ready')).toEqual([200, { status: 'ok' }])
    expect(await health()).toEqual([
      200,
      {
        status: 'ok',
        version: '0.0.0-test',
        uptimeSeconds: expect.any(Number),
        checks: { mongodb: 'ok', cache: 'ok' },
      },
    ])
  })

  it('is not ready while the process drains, but alive', async () => {
    api.lifecycle.draining = true
    expect(await health('/ready')).toEqual([503, { status: 'down' }])
    expect(await health('/live')).toEqual([200, { status: 'ok' }])
    const read = await api.request(DOCUMENT)
    expect([read.status, read.headers.get('connection')]).toEqual([200, 'close'])
    api.lifecycle.draining = false
  })

  it('is degraded, yet ready, without Redis: reads and writes go on', async () => {
    toRedis.refuse()
    toRedis.cut()
    await expect.poll(async () => (await health())[1]).toMatchObject({ status: 'degraded' })
    expect(await health('/ready')).toEqual([200, { status: 'ok' }])
    const read = await api.request(DOCUMENT)
    expect(read.headers.get('cache-status')).toBe('cstore; fwd=bypass')
    expect((await api.request(DOCUMENT, { method: 'PUT', body: { n: 2 } })).status).toBe(200)
    expect(await (await api.request(DOCUMENT)).json()).toMatchObject({ n: 2 })
    await toRedis.accept()
    await cacheIsBack()
    expect((await api.request(DOCUMENT, { method: 'PUT', body: { n: 4 } })).status).toBe(200)
    await api.request(DOCUMENT)
    const hit = await api.request(DOCUMENT)
    expect([await hit.json(), hit.headers.get('cache-status')]).toEqual([
      { id: 'a', n: 4 },
      expect.stringMatching(/^cstore; hit/),
    ])
  })

  it('is down without MongoDB, while what is cached is still read', async () => {
    await api.request(DOCUMENT)
    toMongo.refuse()
    toMongo.cut()
    await expect.poll(async () => (await health('/ready'))[0], { timeout: 5000 }).toBe(503)
    const read = await api.request(DOCUMENT)
    expect([read.status, read.headers.get('cache-status')]).toEqual([
      200,
      // Perhaps no longer the newest: the database cannot be asked.
      expect.stringMatching(/^cstore; hit; ttl=-?\d+$/),
    ])
    const write = await api.request(DOCUMENT, { method: 'PUT', body: { n: 3 } })
    expect([write.status, await write.json()]).toMatchObject([
      503,
      { code: 'CSTORE_STORE_UNAVAILABLE' },
    ])
    await toMongo.accept()
    await expect.poll(async () => (await health('/ready'))[0], { timeout: 5000 }).toBe(200)
    await cacheIsBack()
  })
})

describe('/metrics', () => {
  it('shows requests by route template, cache outcomes and database latency', async () => {
    const text = await (await api.request('/metrics', { as: null })).text()
    expect(text).toMatch(
      /cstore_http_request_duration_seconds_bucket\{le="0.2",method="GET",route="\/api\/v1\/collections\/:collection\/documents\/:id",status="200"\} \d/,
    )
    for (const name of [
      'cstore_cache_reads_total{outcome="hit"}',
      'cstore_cache_fences_total{step="begin",outcome="closed"}',
      'cstore_store_command_duration_seconds_count{command="find",outcome="ok"}',
      'nodejs_eventloop_lag_seconds',
    ]) {
      expect(text).toContain(name)
    }
  })
})
