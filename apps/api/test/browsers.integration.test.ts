import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'
import { C, D, filter, NDJSON, ONE } from './wrong-input/row.ts'

const CONSOLE = 'https://console.test'
const PREFLIGHT = {
  origin: CONSOLE,
  'access-control-request-method': 'PUT',
  'access-control-request-headers': 'authorization,if-match',
}

let deployment: TestDeployment
let api: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start({
    app: { corsOrigins: `${CONSOLE}, http://localhost:5173`, hstsMaxAgeSeconds: 3600 },
    limits: { perMinute: 1000, anonymousPerMinute: 1000 },
  })
  await api.request(C, { method: 'PUT', body: {} })
  await api.request(ONE, { method: 'PUT', body: {} })
})
afterAll(() => deployment[Symbol.asyncDispose]())

describe('a page of an origin that is allowed', () => {
  it('is told so without a key, for every method and field it may send', async () => {
    const answer = await api.request(ONE, { method: 'OPTIONS', as: null, headers: PREFLIGHT })
    expect(answer.status).toBe(204)
    const fields = Object.fromEntries(answer.headers)
    expect(fields).toMatchObject({
      'access-control-allow-origin': CONSOLE,
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-max-age': '600',
      allow: 'DELETE, GET, HEAD, OPTIONS, PATCH, PUT',
    })
    const allowed = fields['access-control-allow-headers']?.toLowerCase().split(', ')
    expect(allowed).toEqual(
      expect.arrayContaining(['authorization', 'content-type', 'if-match', 'idempotency-key']),
    )
    expect(fields).not.toHaveProperty('access-control-allow-credentials')
  })

  it('may read the fields that say more than the body', async () => {
    const headers = { origin: CONSOLE, 'idempotency-key': 'once' }
    const wanted = {
      'cstore-warning': () => api.request(filter({ n: 1 }), { headers }),
      'cstore-import-line': () =>
        api.request(`${C}/import`, { body: '{}', headers: { ...NDJSON, ...headers } }),
      'idempotent-replayed': async () => {
        await api.request(D, { headers, body: {} })
        return api.request(D, { headers, body: {} })
      },
      'accept-patch': () => api.request(ONE, { headers, method: 'PATCH', body: {} }),
      'cstore-feed': async () => {
        const answer = await api.request(`${C}/changes`, { headers })
        await answer.body?.cancel()
        return answer
      },
    }
    for (const [field, send] of Object.entries(wanted)) {
      const answer = await send()
      expect([field, answer.headers.has(field)]).toEqual([field, true])
      const exposed = answer.headers.get('access-control-expose-headers')?.toLowerCase()
      expect(exposed?.split(', ')).toContain(field)
    }
  })

  it('may read the answer, its fields, and refusals', async () => {
    const headers = { origin: CONSOLE }
    const answers = await Promise.all([
      api.request(ONE, { headers }),
      api.request(ONE, { headers, as: null }),
      api.request(ONE, { headers, method: 'PUT', body: '{' }),
      api.request(ONE, { headers, method: 'POST', body: {} }),
      api.request('/api/v1/nothing', { headers }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 400, 405, 404])
    for (const answer of answers) {
      expect(answer.headers.get('access-control-allow-origin')).toBe(CONSOLE)
      expect(answer.headers.get('vary')).toMatch(/\borigin\b/i)
      const exposed = answer.headers.get('access-control-expose-headers')?.split(', ') ?? []
      const wanted = ['ETag', 'Cache-Status', 'Location', 'X-Request-Id', 'RateLimit']
      expect(exposed).toEqual(expect.arrayContaining(wanted))
    }
  })
})

describe('a page of another origin', () => {
  it('is not let in, and other clients do not notice', async () => {
    const headers = { ...PREFLIGHT, origin: 'https://console.test.evil.example' }
    const preflight = await api.request(ONE, { method: 'OPTIONS', as: null, headers })
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
    expect((await api.request(ONE)).headers.get('access-control-allow-origin')).toBeNull()
  })

  it('is let in everywhere by *, and nowhere without a setting', async () => {
    const open = await deployment.start({ app: { corsOrigins: '*' } })
    const closed = await deployment.start()
    const headers = { origin: 'https://anywhere.test' }
    const allowed = async (from: TestApi): Promise<string | null> =>
      (await from.request(ONE, { headers })).headers.get('access-control-allow-origin')
    expect([await allowed(open), await allowed(closed)]).toEqual(['*', null])
    const preflight = { method: 'OPTIONS', as: null, headers: PREFLIGHT }
    expect((await closed.request(ONE, preflight)).headers.get('allow')).toContain('PUT')
  })
})

describe('every answer', () => {
  it.each([
    [ONE, 200],
    ['/api/v1/nothing', 404],
    ['/api/health/live', 200],
  ])('of %s is nothing that a browser would run', async (path, status) => {
    const answer = await api.request(path)
    expect(answer.status).toBe(status)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-security-policy': expect.stringMatching(/^default-src 'none';/),
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=3600',
      'x-content-type-options': 'nosniff',
    })
  })

  it('demands TLS only where that is configured', async () => {
    const plain = await deployment.start()
    expect((await plain.request(ONE)).headers.has('strict-transport-security')).toBe(false)
  })

  it('of the documentation has the policy of its page', async () => {
    const page = await api.request('/api/docs')
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
  })
})
