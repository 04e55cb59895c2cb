import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { trustedProxies } from '../src/access/client-address.ts'
import { signToken, startIdentityProvider, type IdentityProvider } from './identity-provider.ts'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

/** Few enough to use up, and slow enough that nothing comes back during a test. */
const limits = { perMinute: 6, anonymousPerMinute: 4 }
const OPEN = '/api/v1/collections/open/documents/a'

let deployment: TestDeployment
let provider: IdentityProvider
let unlimited: TestApi
let one: TestApi
let other: TestApi
let key: string
/** Each test comes from an address of its own. */
let address = 0

beforeAll(async () => {
  deployment = await testDeployment()
  provider = await startIdentityProvider()
  const app = { trustProxy: trustedProxies('1'), tokens: provider.tokens }
  unlimited = await deployment.start({ app })
  one = await deployment.start({ limits, app })
  other = await deployment.start({ limits, app })
  await unlimited.request('/api/v1/collections/open', {
    method: 'PUT',
    body: { publicRead: true },
  })
  await unlimited.request(OPEN, { method: 'PUT', body: {} })
})
afterAll(async () => {
  await deployment[Symbol.asyncDispose]()
  await provider.close()
})

beforeEach(async () => {
  address += 1
  const made = await unlimited.request('/api/v1/keys', { body: { name: 'k', role: 'reader' } })
  key = String(Object(await made.json()).key)
})

const from = (last = address): Record<string, string> => ({
  'x-forwarded-for': `203.0.113.${last}`,
})

const read = (api: TestApi, as: string | null = key, headers = from()): Promise<Response> =>
  api.request(OPEN, { as, headers })

async function statuses(count: number, send: (n: number) => Promise<Response>): Promise<number[]> {
  const all: number[] = []
  for (let n = 0; n < count; n++) all.push((await send(n)).status)
  return all
}

describe('a rate limit', () => {
  it('holds for a key over all processes, and says how much is left', async () => {
    const first = await read(one)
    expect(first.headers.get('ratelimit-policy')).toBe('"key";q=6;w=60')
    expect(first.headers.get('ratelimit')).toBe('"key";r=5;t=10')
    expect(await statuses(5, (n) => read(n % 2 ? one : other))).toEqual([200, 200, 200, 200, 200])
    const refused = await read(other)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('ratelimit')).toMatch(/^"key";r=0;t=(59|60)$/)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(7)
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(await refused.json()).toMatchObject({ status: 429, code: 'CSTORE_RATE_LIMITED' })
  })

  it('of one key leaves another alone, and those without a key', async () => {
    await statuses(7, () => read(one))
    expect((await read(one)).status).toBe(429)
    expect((await unlimited.request(OPEN, { as: key })).status).toBe(200)
    expect((await one.request(OPEN, { headers: from() })).status).toBe(200)
    expect((await read(one, null)).headers.get('ratelimit')).toBe('"address";r=3;t=15')
  })

  it('holds for an address without a key, over all processes', async () => {
    expect(await statuses(5, (n) => read(n % 2 ? one : other, null))).toEqual([
      200, 200, 200, 200, 429,
    ])
    expect((await read(one, null, from(200 + address))).status).toBe(200)
    expect([...one.log, ...other.log].some((line) => line.includes('"status":429'))).toBe(true)
  })

  it('counts what is refused for want of a key', async () => {
    const init = { as: null, headers: from() }
    expect(await statuses(5, () => one.request('/api/v1/keys', init))).toEqual([
      401, 401, 401, 401, 429,
    ])
  })

  it('counts wrong keys against their address, not against the good ones there', async () => {
    const guess = (n: number): Promise<Response> =>
      read(one, `cst_000000000000_${n}`.padEnd(49, 'x'))
    expect(await statuses(5, guess)).toEqual([401, 401, 401, 401, 429])
    const refused = await guess(6)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.json()).toMatchObject({ code: 'CSTORE_RATE_LIMITED' })
    expect((await read(one)).status).toBe(200)
  })

  it('counts what a key may not do against the key', async () => {
    const init = { as: key, headers: from() }
    expect(await statuses(8, () => one.request('/api/v1/keys', init))).toEqual([
      403, 403, 403, 403, 403, 403, 429, 429,
    ])
    const refused = await one.request('/api/v1/keys', init)
    expect(await refused.json()).toMatchObject({ code: 'CSTORE_RATE_LIMITED' })
    expect(refused.headers.get('ratelimit')).toMatch(/^"key";r=0;t=/)
    expect((await read(one)).status).toBe(429)
  })

  it('counts tokens that give no right at all against their address', async () => {
    const nowMs = Date.now()
    const as = await signToken({ key: await provider.publish('ES256', 'k1'), nowMs })
    expect(await statuses(5, () => read(one, as))).toEqual([403, 403, 403, 403, 429])
  })

  it('leaves health, metrics, documentation and OPTIONS alone', async () => {
    await statuses(5, () => read(one, null))
    const paths = ['/api/health/live', '/metrics', '/api/v1/openapi.json', '/api/docs/errors']
    for (const path of paths) {
      const answer = await one.request(path, { as: null, headers: from() })
      expect([path, answer.status, answer.headers.get('ratelimit')]).toEqual([path, 200, null])
    }
    const options = { method: 'OPTIONS', as: null, headers: from() }
    expect((await one.request(OPEN, options)).status).toBe(204)
  })

  it('believes only the proxy that is known', async () => {
    const told = `203.0.113.${address}`
    const answers = await statuses(5, (n) =>
      read(one, null, { 'x-forwarded-for': `198.51.100.${n}, ${told}` }),
    )
    expect(answers).toEqual([200, 200, 200, 200, 429])
  })
})

describe('without Redis', () => {
  it('each process has a quota of its own', async () => {
    const redisUrl = 'redis://127.0.0.1:1'
    const alone = await deployment.start({ limits, redisUrl })
    expect(await statuses(7, () => alone.request(OPEN, { as: key }))).toEqual([
      200, 200, 200, 200, 200, 200, 429,
    ])
  })
})
