/**
 * Hits are answered in front of the framework. Nobody may be able to tell: what the lane answers is
 * compared, field by field, with what the route answers to the same request with a query that
 * changes nothing, which the lane does not take.
 */
import { channel } from 'node:diagnostics_channel'
import { get, type IncomingHttpHeaders } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AppDependencies } from '../src/app.ts'
import { ADMIN_KEY, testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

const OPEN = '/api/v1/collections/open'
const CLOSED = '/api/v1/collections/closed'
const ADMIN = { authorization: `Bearer ${ADMIN_KEY}` }

let deployment: TestDeployment
let api: TestApi
/** Requests that the framework has handled. */
let handled = 0
const count = (): void => void handled++

beforeAll(async () => {
  channel('tracing:fastify.request.handler:start').subscribe(count)
  deployment = await testDeployment()
  api = await deployment.start()
  await api.request(OPEN, { method: 'PUT', body: { publicRead: true } })
  await api.request(CLOSED, { method: 'PUT', body: {} })
  for (const collection of [OPEN, CLOSED]) {
    const one = `${collection}/documents/one`
    await api.request(one, { method: 'PUT', body: { text: 'as it is: é' } })
    await api.request(one)
  }
})
afterAll(async () => {
  channel('tracing:fastify.request.handler:start').unsubscribe(count)
  await deployment[Symbol.asyncDispose]()
})
beforeEach(() => {
  handled = 0
})

interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Nothing but the fields that are given: `fetch` adds some. */
function ask(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body }),
      )
    }).on('error', reject)
  })
}

/** Without what differs between any two answers. */
function comparable({ status, headers, body }: Answer) {
  const { date: _, 'server-timing': timing, 'x-request-id': id, ...others } = headers
  const cacheStatus = others['cache-status']
  return {
    status,
    body,
    timed: /^read;dur=\d+\.\d\d$/.test(String(timing)),
    named: id !== undefined,
    others: { ...others, 'cache-status': String(cacheStatus).replace(/ttl=\d+/, 'ttl=…') },
  }
}

async function bothWays(path: string, headers: Record<string, string> = {}, of = api) {
  const lane = await ask(of.url + path, headers)
  expect(handled).toBe(0)
  const route = await ask(`${of.url + path}?meta=false`, headers)
  expect(handled).toBe(1)
  return { lane, route }
}

describe('a hit', () => {
  it.each([
    ['to anybody', `${OPEN}/documents/one`, {}],
    ['to a key', `${CLOSED}/documents/one`, ADMIN],
    ['with an id of the client’s', `${OPEN}/documents/one`, { 'x-request-id': 'mine' }],
  ])('%s is the answer of the route', async (_whom, path, headers) => {
    const { lane, route } = await bothWays(path, headers)
    expect(comparable(lane)).toEqual(comparable(route))
    expect(lane).toMatchObject({ status: 200, body: '{"id":"one","text":"as it is: é"}' })
  })

  it.each([
    ['what it has', {}],
    ['what it has, as browsers ask', { 'cache-control': 'no-cache' }],
  ])('to a client that has %s is the 304 of the route', async (_what, more) => {
    const { etag = '' } = (await ask(`${api.url + OPEN}/documents/one`)).headers
    const path = `${OPEN}/documents/one`
    const { lane, route } = await bothWays(path, { 'if-none-match': etag, ...more })
    expect(comparable(lane)).toEqual(comparable(route))
    expect(lane).toMatchObject({ status: 304, body: '' })
  })

  it.each<[string, Partial<AppDependencies>]>([
    ['pages of some origins may call', { corsOrigins: 'https://console.test' }],
    ['pages of every origin may call', { corsOrigins: '*' }],
    ['clients come by TLS alone', { hstsMaxAgeSeconds: 60 }],
  ])('where %s is the answer of the route', async (_where, app) => {
    const configured = await deployment.start({ app })
    // It has to learn of the collection first.
    await ask(`${configured.url + OPEN}/documents/one`)
    handled = 0
    const { lane, route } = await bothWays(`${OPEN}/documents/one`, {}, configured)
    expect(comparable(lane)).toEqual(comparable(route))
  })

  it('is logged and counted like any other request', async () => {
    const before = api.log.length
    const { lane } = await bothWays(`${OPEN}/documents/one`)
    const [first, second] = api.log.slice(before).map((line) => {
      const { reqId, ms, time, ...others } = Object(JSON.parse(line))
      return { reqId, others, timed: typeof ms === 'number' && typeof time === 'number' }
    })
    expect(first).toMatchObject({ reqId: lane.headers['x-request-id'], timed: true })
    expect(first?.others).toEqual(second?.others)
    const metrics = await (await api.request('/metrics')).text()
    expect(metrics).toMatch(
      /duration_seconds_count\{method="GET",route="[^"]+documents\/:id",status="304"} [2-9]/,
    )
  })

  it('never is what was before a write', async () => {
    const path = `${OPEN}/documents/changing`
    for (let n = 0; n < 50; n++) {
      await api.request(path, { method: 'PUT', body: { n } })
      for (let again = 0; again < 2; again++) {
        expect(JSON.parse((await ask(api.url + path)).body)).toMatchObject({ n })
      }
    }
  })
})

describe('the usual way is taken by', () => {
  const hit = `${OPEN}/documents/one`
  it.each<[string, string, { headers?: Record<string, string>; status: number }]>([
    ['a query', `${hit}?meta=true`, { status: 200 }],
    [
      'a client that wants what the database has',
      hit,
      { headers: { ...ADMIN, 'cache-control': 'no-cache' }, status: 200 },
    ],
    ['another condition', hit, { headers: { 'if-none-match': '"other"' }, status: 200 }],
    ['a condition that is none', hit, { headers: { 'if-none-match': 'other' }, status: 400 }],
    ['a page of another origin', hit, { headers: { origin: 'https://a.test' }, status: 200 }],
    ['a wrong key', hit, { headers: { authorization: 'Bearer wrong' }, status: 401 }],
    ['nobody, where a key is needed', `${CLOSED}/documents/one`, { status: 401 }],
    ['an absent document', `${OPEN}/documents/absent`, { status: 404 }],
    ['an absent document that is remembered', `${OPEN}/documents/absent`, { status: 404 }],
    [
      'an absent collection',
      '/api/v1/collections/absent/documents/one',
      { headers: ADMIN, status: 404 },
    ],
    ['an id that is to be decoded', `${OPEN}/documents/%6fne`, { status: 200 }],
  ])('%s', async (_who, path, { headers, status }) => {
    expect(await ask(api.url + path, headers)).toMatchObject({ status })
  })

  it('a miss, which asks the cache once', async () => {
    const path = `${OPEN}/documents/cold`
    await api.request(path, { method: 'PUT', body: {} })
    handled = 0
    const answer = await ask(api.url + path)
    expect(answer.headers['cache-status']).toMatch(/^cstore; fwd=uri-miss; stored/)
    expect(handled).toBe(1)
  })

  it('those who have a quota, who are counted', async () => {
    const counted = await deployment.start({ limits: { perMinute: 0, anonymousPerMinute: 1 } })
    const answers = [await ask(counted.url + hit), await ask(counted.url + hit)]
    expect(answers.map(({ status }) => status)).toEqual([200, 429])
    expect((await ask(counted.url + hit, ADMIN)).status).toBe(200)
  })

  it('everybody while the server drains, to be told to come again elsewhere', async () => {
    const ending = await deployment.start()
    ending.lifecycle.draining = true
    expect((await ask(ending.url + hit)).headers.connection).toBe('close')
  })
})
