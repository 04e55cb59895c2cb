import { FaultProxy } from '@cstore/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

const DOCUMENT = '/api/v1/collections/movies/documents/a'

let deployment: TestDeployment
let api: TestApi
let toRedis: FaultProxy

beforeAll(async () => {
  deployment = await testDeployment()
  const { hostname: host, port } = new URL(deployment.redisUrl)
  toRedis = await FaultProxy.start({ host, port: Number(port) })
  api = await deployment.start({
    redisUrl: toRedis.addressFor(deployment.redisUrl),
    policy: 'strict',
  })
  await api.request('/api/v1/collections/movies', { method: 'PUT', body: {} })
  await api.request(DOCUMENT, { method: 'PUT', body: { n: 1 } })
})
afterAll(async () => {
  await deployment[Symbol.asyncDispose]()
  await toRedis.close()
})

it('refuses writes unchanged while Redis is away, and serves reads', async () => {
  toRedis.refuse()
  toRedis.cut()
  const write = await api.request(DOCUMENT, { method: 'PUT', body: { n: 2 } })
  expect([write.status, write.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await write.json()).toMatchObject({ code: 'CSTORE_CACHE_UNAVAILABLE' })
  expect(await (await api.request(DOCUMENT)).json()).toMatchObject({ n: 1 })
  await toRedis.accept()
  await expect
    .poll(async () => (await api.request(DOCUMENT, { method: 'PUT', body: { n: 2 } })).status, {
      timeout: 10_000,
    })
    .toBe(200)
  expect(await (await api.request(DOCUMENT)).json()).toMatchObject({ n: 2 })
})
