import { request as httpRequest, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'
import { COLLECTIONS } from './wrong-input/collections.ts'
import { DOCUMENTS } from './wrong-input/documents.ts'
import { LISTS } from './wrong-input/lists.ts'
import { PATCHES } from './wrong-input/patches.ts'
import { REQUESTS } from './wrong-input/requests.ts'
import { C, filter, ONE } from './wrong-input/row.ts'

const TABLE = [...REQUESTS, ...DOCUMENTS, ...PATCHES, ...LISTS, ...COLLECTIONS]

let deployment: TestDeployment
let api: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  await api.request(C, { method: 'PUT', body: {} })
  await api.request(ONE, { method: 'PUT', body: { title: 'Brazil', year: 1985 } })
})
afterAll(() => deployment[Symbol.asyncDispose]())

/** Everything that a request could have changed. */
async function everything(): Promise<string> {
  const paths = ['/api/v1/collections', C, `${C}/export`, ONE, '/api/v1/keys']
  const answers = await Promise.all(paths.map(async (path) => (await api.request(path)).text()))
  return answers.join('\n')
}

describe('wrong input is refused, told and without effect', () => {
  it.each(TABLE)('%s', async (...[, path, init, answer]) => {
    const before = await everything()
    const response = await api.request(path, init)
    const problem: unknown = await response.json()
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    const code = `CSTORE_${answer.slice(4)}`
    expect(problem).toMatchObject({
      status: response.status,
      code,
      type: `/api/docs/errors#${code}`,
      detail: expect.any(String),
      instance: expect.any(String),
    })
    expect(`${response.status}`).toBe(answer.slice(0, 3))
    expect(await everything()).toBe(before)
  })

  it('tells which methods there are, and which key is needed', async () => {
    const wrongMethod = await api.request(C, { method: 'PATCH' })
    expect(wrongMethod.headers.get('allow')).toBe('DELETE, GET, HEAD, OPTIONS, PUT')
    // Not by `fetch`, which sends no TRACE.
    const trace = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = httpRequest(`${api.url}${C}`, { method: 'TRACE', agent: false }, resolve)
      sent.once('error', reject).end()
    })
    trace.resume()
    expect([trace.statusCode, trace.headers.allow]).toEqual([
      405,
      'DELETE, GET, HEAD, OPTIONS, PUT',
    ])
    const options = await api.request(C, { method: 'OPTIONS', as: null })
    expect([options.status, options.headers.get('allow')]).toEqual([
      204,
      'DELETE, GET, HEAD, OPTIONS, PUT',
    ])
    const noKey = await api.request(C, { as: null })
    expect(noKey.headers.get('www-authenticate')).toMatch(/^Bearer/)
  })

  it('says where in the body the fault is', async () => {
    const response = await api.request(ONE, { method: 'PUT', body: { a: [{ $where: 1 }] } })
    expect(await response.json()).toMatchObject({
      errors: [{ pointer: '/a/0/$where', detail: expect.any(String) }],
    })
  })

  it('says what is not known, and what would be', async () => {
    const unknown = await api.request(`${C}/query`, { body: { where: {}, sort: [{ by: 'x' }] } })
    expect(await unknown.json()).toMatchObject({
      errors: [
        { pointer: '/where', detail: 'is not known here' },
        { pointer: '/sort/0', detail: 'must have required properties field' },
        { pointer: '/sort/0/by', detail: 'is not known here' },
      ],
    })
    const role = await api.request('/api/v1/keys', { body: { name: 'x', role: 'root' } })
    expect(await role.json()).toMatchObject({
      errors: [{ pointer: '/role', detail: 'must be one of "reader", "writer", "admin"' }],
    })
  })

  it('tells few of many faults, and repeats no long names', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`f${n}`, 1]))
    const long = 'x'.repeat(3000)
    const answers = await Promise.all([
      api.request(`${C}/query`, { body: many }),
      api.request(`${C}/query`, { body: { [long]: 1 } }),
      api.request(`${C}/query`, { body: { filter: { a: { [long]: { $x: 1, $y: 1 } } } } }),
      api.request(ONE, { method: 'PUT', body: { [long]: { $x: 1, $y: 1 } } }),
    ])
    for (const answer of answers) {
      expect([400, 422]).toContain(answer.status)
      const { errors }: { errors: { pointer: string }[] } = Object(await answer.json())
      expect(errors.length).toBeLessThanOrEqual(20)
      expect(errors.filter(({ pointer }) => pointer.length > 1024)).toEqual([])
    }
  })

  it('never logs a key, a body or a query', async () => {
    await api.request(filter({ secretField: 'secret-value' }), { as: 'a-secret-key' })
    await api.request(ONE, {
      method: 'PUT',
      body: '{"secret-value":',
      as: 'an-admin-key-for-tests',
    })
    const log = api.log.join('')
    expect(log).toContain('"path":"/api/v1/collections/movies/documents"')
    for (const secret of ['secret-value', 'a-secret-key', 'an-admin-key-for-tests']) {
      expect(log).not.toContain(secret)
    }
  })
})
