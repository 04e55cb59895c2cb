import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment, type TestRequest } from './start-api.ts'
import { C, D, NDJSON, ONE } from './wrong-input/row.ts'

let deployment: TestDeployment
let api: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  await api.request(C, { method: 'PUT', body: {} })
  await api.request(ONE, { method: 'PUT', body: { title: 'Brazil' } })
})
afterAll(() => deployment[Symbol.asyncDispose]())

const makeKey = async (role: string, collections?: string[]): Promise<string> => {
  const response = await api.request('/api/v1/keys', { body: { name: role, role, collections } })
  expect(response.status).toBe(201)
  return keyOf(await response.json())
}

function keyOf(answer: unknown): string {
  expect(answer).toMatchObject({ key: expect.stringMatching(/^cst_/) })
  return String(Object(answer).key)
}

const status = async (path: string, init: TestRequest): Promise<number> =>
  (await api.request(path, init)).status

describe('a role', () => {
  it('of a reader lets it read and nothing else', async () => {
    const as = await makeKey('reader')
    expect(await status(ONE, { as })).toBe(200)
    expect(await status(D, { as })).toBe(200)
    expect(await status(ONE, { as, method: 'PUT', body: {} })).toBe(403)
    expect(await status(`${C}/import`, { as, body: '{}', headers: NDJSON })).toBe(403)
    expect(await status(C, { as, method: 'PUT', body: {} })).toBe(403)
    expect(await status('/api/v1/keys', { as })).toBe(403)
  })

  it('of a writer lets it write documents but not settings', async () => {
    const as = await makeKey('writer')
    expect(await status(`${D}/new`, { as, method: 'PUT', body: {} })).toBe(201)
    expect(await status(`${D}/new`, { as, method: 'DELETE' })).toBe(204)
    expect(await status(C, { as, method: 'DELETE' })).toBe(403)
    expect(await status('/api/v1/keys', { as, body: { name: 'x', role: 'admin' } })).toBe(403)
  })

  it('may be bound to collections', async () => {
    await api.request('/api/v1/collections/other', { method: 'PUT', body: {} })
    const as = await makeKey('admin', ['other'])
    expect(await status('/api/v1/collections/other', { as })).toBe(200)
    expect(await status(ONE, { as })).toBe(403)
    expect(await status('/api/v1/keys', { as })).toBe(403)
    const listed = await (await api.request('/api/v1/collections', { as })).json()
    expect(listed).toMatchObject({ collections: [{ name: 'other' }] })
  })

  it('is told to whoever has the key', async () => {
    const access = async (init: TestRequest) => (await api.request('/api/v1/access', init)).json()
    expect(await access({})).toEqual({ id: 'admin', role: 'admin' })
    const as = await makeKey('writer', ['other', 'movies'])
    expect(await access({ as })).toEqual({
      id: as.split('_')[1],
      role: 'writer',
      collections: ['other', 'movies'],
    })
    expect(await access({ as: null })).toMatchObject({ code: 'CSTORE_ACCESS_KEY_MISSING' })
    expect(await access({ as: 'cst_nobody_x' })).toMatchObject({
      code: 'CSTORE_ACCESS_KEY_INVALID',
    })
  })

  it('ends when the key is revoked', async () => {
    const as = await makeKey('reader')
    expect(await status(ONE, { as })).toBe(200)
    const [, id] = as.split('_')
    expect(await status(`/api/v1/keys/${id}`, { method: 'DELETE' })).toBe(204)
    expect(await status(ONE, { as })).toBe(401)
  })

  it('is not needed to read a public collection, and to read only', async () => {
    await api.request('/api/v1/collections/open', { method: 'PUT', body: { publicRead: true } })
    const document = '/api/v1/collections/open/documents/a'
    await api.request(document, { method: 'PUT', body: {} })
    expect(await status(document, { as: null })).toBe(200)
    expect(await status(document, { as: null, method: 'DELETE' })).toBe(401)
    const elsewhere = await makeKey('writer', ['movies'])
    expect(await status(document, { as: elsewhere })).toBe(200)
    expect(await status(document, { as: elsewhere, method: 'DELETE' })).toBe(403)
    const fresh = await api.request(document, {
      as: null,
      headers: { 'cache-control': 'no-cache' },
    })
    expect(fresh.headers.get('cache-status')).toMatch(/^cstore; hit/)
  })
})
