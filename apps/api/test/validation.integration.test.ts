import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

const C = '/api/v1/collections/movies'
const YEAR = { properties: { year: { type: 'integer' } }, required: ['year'] }

let deployment: TestDeployment
let api: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  await api.request(C, { method: 'PUT', body: {} })
  const lines = Array.from({ length: 1200 }, (_, n) => {
    const id = `m${String(n).padStart(4, '0')}`
    return JSON.stringify(n % 8 === 0 ? { id, year: `${n}` } : { id, year: n })
  })
  await api.request(`${C}/import`, {
    body: lines.join('\n'),
    headers: { 'content-type': 'application/x-ndjson' },
  })
})
afterAll(() => deployment[Symbol.asyncDispose]())

const settings = async (): Promise<unknown> =>
  Object(await (await api.request(C)).json()).settings.schema

const report = async (body?: object) => {
  const response = await api.request(`${C}/validate`, { method: 'POST', ...(body && { body }) })
  return [response.status, Object(await response.json())]
}

it('keeps a schema out that documents do not satisfy, and names the first hundred', async () => {
  const refused = await api.request(`${C}?validate=true`, { method: 'PUT', body: { schema: YEAR } })
  expect(refused.status).toBe(422)
  const problem = Object(await refused.json())
  expect(problem).toMatchObject({
    code: 'CSTORE_SCHEMA_VIOLATED',
    errors: expect.arrayContaining([
      { pointer: '/m0000/year', detail: 'document "m0000": must be integer' },
    ]),
  })
  expect(problem.errors).toHaveLength(100)
  expect(await settings()).toBeUndefined()
})

it('reports on a schema part by part, without changing anything', async () => {
  const [, first] = await report({ schema: YEAR })
  expect(first).toMatchObject({ checked: 793, next: 'm0792' })
  const [, second] = await report({ schema: YEAR, after: first.next })
  expect(second).toMatchObject({ checked: 407, next: null })
  expect(first.invalid.length + second.invalid.length).toBe(150)
  expect(second.invalid[0]).toEqual({
    id: 'm0800',
    errors: [{ pointer: '/year', detail: 'must be integer' }],
  })
  expect(await report()).toMatchObject([422, { code: 'CSTORE_SCHEMA_INVALID' }])
  expect(await settings()).toBeUndefined()
})

it('lets a schema in that all documents satisfy, and any schema unasked', async () => {
  const schema = { required: ['year'] }
  const put = (query: string, body: object) => api.request(`${C}${query}`, { method: 'PUT', body })
  expect((await put('?validate=true', { schema })).status).toBe(200)
  expect(await settings()).toEqual(schema)
  expect((await put('', { schema: YEAR })).status).toBe(200)
  const own = await api.request(`${C}/validate`, { method: 'POST' })
  expect(Object(await own.json()).invalid).toHaveLength(100)
  expect((await put('?validate=true', {})).status).toBe(200)
})
