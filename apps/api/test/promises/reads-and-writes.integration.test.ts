import { FaultProxy, startRedisServer, type RedisServer } from '@cstore/testing'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from '../start-api.ts'
import { C, D, ONE, put } from '../wrong-input/row.ts'

let deployment: TestDeployment
let redis: RedisServer
let toMongo: FaultProxy
let toRedis: FaultProxy
let one: TestApi
let other: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  redis = await startRedisServer()
  const mongo = new URL(deployment.mongoUri)
  const cache = new URL(redis.url)
  toMongo = await FaultProxy.start({ host: mongo.hostname, port: Number(mongo.port) })
  toRedis = await FaultProxy.start({ host: cache.hostname, port: Number(cache.port) })
  one = await deployment.start({
    mongoUri: toMongo.addressFor(deployment.mongoUri),
    redisUrl: toRedis.addressFor(redis.url),
  })
  other = await deployment.start({ redisUrl: redis.url })
  await one.request(C, put({}))
})
afterAll(async () => {
  await deployment[Symbol.asyncDispose]()
  await toMongo.close()
  await toRedis.close()
  await redis.stop()
})

const cacheStatus = (answer: Response): string => answer.headers.get('cache-status') ?? ''

/** How often the cache asked MongoDB for a document, in both processes. */
async function loads(): Promise<number> {
  const texts = await Promise.all(
    [one, other].map(async (api) => (await api.request('/metrics')).text()),
  )
  const counted = /^cstore_cache_(?:fills_total{.*|reads_total{outcome="bypass")} (\d+)$/gm
  return Array.from(texts.join('\n').matchAll(counted))
    .map(([, value]) => Number(value))
    .reduce((sum, value) => sum + value, 0)
}

/** How many commands Redis has got that read or write. */
async function redisCommands(): Promise<number> {
  const { hostname, port } = new URL(redis.url)
  const connection = connect(Number(port), hostname)
  connection.end('INFO commandstats\r\nQUIT\r\n')
  const stats = await text(connection)
  return Array.from(stats.matchAll(/^cmdstat_(get|mget|set|del|eval|evalsha):calls=(\d+)/gm))
    .map(([, , calls]) => Number(calls))
    .reduce((sum, calls) => sum + calls, 0)
}

describe('reads and writes', () => {
  it('A write that was acknowledged is read by every process', async () => {
    for (let n = 0; n < 20; n++) {
      const [writer, reader] = n % 2 === 0 ? [one, other] : [other, one]
      await reader.request(ONE)
      expect((await writer.request(ONE, put({ n }))).ok).toBe(true)
      expect(await (await reader.request(ONE)).json()).toEqual({ id: 'brazil', n })
    }
  })

  it('A cold document is read from MongoDB once, however many clients of any process ask at once', async () => {
    await one.request(`${D}/cold`, put({ n: 1 }))
    const before = await loads()
    const asked = Array.from({ length: 60 }, (_, n) => (n % 2 ? one : other).request(`${D}/cold`))
    const answers = await Promise.all(asked)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect((await loads()) - before).toBe(1)
  })

  it('A hit costs one round trip to Redis, and sends its bytes as they are', async () => {
    await one.request(ONE, put({ z: 1, a: [1.5, { $date: '2026-01-02T03:04:05Z' }] }))
    const cold = await (await one.request(ONE)).text()
    const before = await redisCommands()
    for (let n = 0; n < 20; n++) {
      const hit = await one.request(ONE)
      expect([cacheStatus(hit), await hit.text()]).toEqual([
        expect.stringMatching(/^cstore; hit/),
        cold,
      ])
    }
    expect((await redisCommands()) - before).toBe(20)
  })

  it('Every read says how the cache served it', async () => {
    const query = { body: { filter: { n: 1 } } }
    const ids = { body: { ids: ['brazil'] } }
    await one.request(`${D}/other`, put({ n: 1 }))
    for (const [path, request] of [
      [`${D}/other`, {}],
      [`${D}/none`, {}],
      [D, {}],
      [`${C}/query`, query],
      [`${C}/batch-get`, ids],
    ] as const) {
      const [first, second] = [await one.request(path, request), await one.request(path, request)]
      expect(cacheStatus(first)).toMatch(/^cstore; (hit|fwd=)/)
      expect(cacheStatus(second)).toMatch(/^cstore; hit/)
    }
  })

  it('Without Redis, reads and writes go on against MongoDB', async () => {
    toRedis.refuse()
    toRedis.cut()
    expect((await one.request(ONE, put({ n: 2 }))).ok).toBe(true)
    const read = await one.request(ONE)
    expect([cacheStatus(read), await read.json()]).toEqual([
      'cstore; fwd=bypass',
      { id: 'brazil', n: 2 },
    ])
    await toRedis.accept()
    const isBack = async (): Promise<string> => cacheStatus(await one.request(ONE))
    await expect.poll(isBack, { timeout: 15_000 }).toMatch(/^cstore; hit/)
  })

  it('Without MongoDB, what is cached is still read, past its `ttl` too, and says so', async () => {
    await one.request(C, put({ cache: { ttlMs: 500, staleMs: 60_000 } }))
    await one.request(ONE, put({ n: 3 }))
    await one.request(ONE)
    toMongo.refuse()
    toMongo.cut()
    const read = async (): Promise<string> => {
      const answer = await one.request(ONE)
      expect([answer.status, await answer.json()]).toEqual([200, { id: 'brazil', n: 3 }])
      return cacheStatus(answer)
    }
    await expect.poll(read, { timeout: 15_000 }).toMatch(/^cstore; hit; ttl=-\d+$/)
    await toMongo.accept()
  })
})
