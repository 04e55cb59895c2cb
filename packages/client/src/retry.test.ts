import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CStoreError } from './client-errors.ts'
import { delayMs, parseRetryAfter, type Effect } from './retry.ts'
import { FakeServer, json, problem, socketError, type Reply } from './test-support/fake-server.ts'

const nothingChanged = { detail: 'Refused. Nothing was changed; try again.', retryAfter: '1' }
const unknown = { detail: 'Read the document to see whether it was done.', retryAfter: '1' }

const REPLIES: Readonly<Record<string, () => Reply>> = {
  'a connection refused': () => socketError('ECONNREFUSED'),
  'a host not found': () => socketError('ENOTFOUND'),
  'a connection broken': () => socketError('ECONNRESET'),
  'a failure that nobody explains': () => new TypeError('Failed to fetch'),
  'too many requests': () => problem(429, 'CSTORE_REQUEST_RATE', { retryAfter: '1' }),
  'no fence': () => problem(503, 'CSTORE_CACHE_UNAVAILABLE', nothingChanged),
  'no database': () => problem(503, 'CSTORE_STORE_UNAVAILABLE', nothingChanged),
  'a write of unknown outcome': () => problem(503, 'CSTORE_STORE_UNAVAILABLE', unknown),
  'a write done but not confirmed': () => problem(503, 'CSTORE_CACHE_WRITE_UNSETTLED', unknown),
  'a gateway that gave up': () => new Response('<html>', { status: 502 }),
  'a conflict that passes': () => problem(409, 'CSTORE_X', { retryAfter: '1' }),
  'a conflict': () => problem(409, 'CSTORE_STORE_DOCUMENT_EXISTS'),
  'a precondition': () => problem(412, 'CSTORE_STORE_PRECONDITION_FAILED'),
  'a bad request': () => problem(400, 'CSTORE_REQUEST_INVALID'),
  'a defect': () => problem(500, 'CSTORE_INTERNAL'),
}

const send = (server: FakeServer, effect: Effect) =>
  server.transport().send({ method: 'POST', path: '/x', effect, json: {} })

async function failure(promise: Promise<unknown>): Promise<CStoreError> {
  const error: unknown = await promise.catch((reason: unknown) => reason)
  if (error instanceof CStoreError) return error
  throw new Error('Expected a CStoreError.', { cause: error })
}

// Which effects are repeated after which failure, and after which nobody knows whether a write was done.
it.each([
  ['a connection refused', ['none', 'repeatable', 'once'], false],
  ['a host not found', ['none', 'repeatable', 'once'], false],
  ['a connection broken', ['none', 'repeatable'], true],
  ['a failure that nobody explains', ['none', 'repeatable'], true],
  ['too many requests', ['none', 'repeatable', 'once'], false],
  ['no fence', ['none', 'repeatable', 'once'], false],
  ['no database', ['none', 'repeatable', 'once'], false],
  ['a write of unknown outcome', ['none', 'repeatable'], true],
  ['a write done but not confirmed', [], true],
  ['a gateway that gave up', ['none', 'repeatable'], true],
  ['a conflict that passes', ['none', 'repeatable', 'once'], false],
  ['a conflict', [], false],
  ['a precondition', [], false],
  ['a bad request', [], false],
  ['a defect', [], true],
] as const)('after %s repeats %j', async (name, repeated, mayHaveBeenDone) => {
  for (const effect of ['none', 'repeatable', 'once'] as const) {
    const server = new FakeServer(REPLIES[name] ?? fail)
    const error = await failure(send(server, effect))
    expect([effect, server.requests.length]).toEqual([
      effect,
      repeated.some((one) => one === effect) ? 4 : 1,
    ])
    expect(error.mayHaveBeenDone).toBe(effect !== 'none' && mayHaveBeenDone)
  }
})

function fail(): never {
  throw new Error('There is no such reply.')
}

describe('a request that is repeated', () => {
  it('gives the answer that came in the end, sent alike each time', async () => {
    const server = new FakeServer(
      () => socketError('ECONNRESET'),
      () => problem(503, 'CSTORE_STORE_UNAVAILABLE'),
      () => json({ ok: true }),
    )
    expect(await send(server, 'repeatable')).toMatchObject({ status: 200, text: '{"ok":true}' })
    expect(server.requests).toHaveLength(3)
    expect(new Set(server.requests.map((request) => JSON.stringify(request))).size).toBe(1)
  })

  it('says of a conflict that it may be with itself', async () => {
    const server = new FakeServer(
      () => socketError('ECONNRESET'),
      () => problem(412, 'CSTORE_STORE_PRECONDITION_FAILED'),
    )
    expect(await failure(send(server, 'repeatable'))).toMatchObject({
      isConflict: true,
      mayHaveBeenDone: true,
    })
  })

  it('is repeated as often as it was asked for', async () => {
    const server = new FakeServer(() => problem(429, 'CSTORE_X'))
    const request = { method: 'GET', path: '/x', effect: 'none' } as const
    await failure(server.transport({ retries: 0 }).send(request))
    expect(server.requests).toHaveLength(1)
    await failure(server.transport({ retries: 5 }).send(request))
    expect(server.requests).toHaveLength(7)
  })

  it('gets a fresh key each time', async () => {
    const server = new FakeServer(() => problem(429, 'CSTORE_X'))
    let made = 0
    const key = () => Promise.resolve(`key-${++made}`)
    await failure(
      server.transport({ key, retries: 2 }).send({ method: 'GET', path: '/', effect: 'none' }),
    )
    expect(server.requests.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer key-1',
      'Bearer key-2',
      'Bearer key-3',
    ])
  })
})

const after = (retryAfterMs: number | null) => new CStoreError('X', 'x', { retryAfterMs })

describe('the pause', () => {
  it('doubles up to a bound, with full jitter', () => {
    const pauses = [0, 1, 2, 3, 10, 1000].map((repeated) => delayMs(after(null), repeated, 0.5))
    expect(pauses).toEqual([50, 100, 200, 400, 5000, 5000])
    expect(delayMs(after(null), 3, 0)).toBe(0)
  })

  it('is never shorter than the server asks, nor much longer', () => {
    fc.assert(
      fc.property(
        fc.nat(30_000),
        fc.nat(50),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (askedMs, repeated, random) => {
          const pause = delayMs(after(askedMs), repeated, random)
          expect(pause).toBeGreaterThanOrEqual(askedMs)
          expect(pause).toBeLessThanOrEqual(askedMs + 10_000)
        },
      ),
    )
  })

  it('is as long as the server asks for each time', async () => {
    const server = new FakeServer(
      () => problem(429, 'CSTORE_X', { retryAfter: '2' }),
      () => problem(503, 'CSTORE_X', { retryAfter: 'Thu, 01 Jan 2026 00:00:03 GMT' }),
      () => problem(503, 'CSTORE_X', { retryAfter: 'soon' }),
      () => json({}),
    )
    await send(server, 'none')
    expect(server.pauses).toEqual([2050, 3100, 200])
  })

  it('is not waited for when the server asks for too much', async () => {
    const server = new FakeServer(() => problem(429, 'CSTORE_X', { retryAfter: '31' }))
    expect(await failure(send(server, 'none'))).toMatchObject({ retryAfterMs: 31_000 })
    expect(server.requests).toHaveLength(1)
  })
})

it('reads Retry-After as seconds or as a date', () => {
  const now = Date.parse('Thu, 01 Jan 2026 00:00:00 GMT')
  expect(parseRetryAfter('7', now)).toBe(7000)
  expect(parseRetryAfter('Thu, 01 Jan 2026 00:01:00 GMT', now)).toBe(60_000)
  expect(parseRetryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0)
  expect(parseRetryAfter('-1x', now)).toBeNull()
  expect(parseRetryAfter(null, now)).toBeNull()
})
