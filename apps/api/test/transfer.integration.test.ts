import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  MAX_DOCUMENT_BYTES,
  testDeployment,
  type TestApi,
  type TestDeployment,
} from './start-api.ts'

const C = '/api/v1/collections/movies'
const NDJSON = { 'content-type': 'application/x-ndjson' }

let deployment: TestDeployment
let api: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  await api.request(C, {
    method: 'PUT',
    body: { schema: { properties: { year: { type: 'integer' } } } },
  })
})
afterAll(() => deployment[Symbol.asyncDispose]())

async function importLines(lines: readonly string[], mode = 'upsert'): Promise<unknown> {
  const response = await api.request(`${C}/import?mode=${mode}`, {
    method: 'POST',
    headers: NDJSON,
    body: lines.join('\n'),
  })
  expect(response.status).toBe(200)
  return response.json()
}

const both = (n: number, id: string): string[] => [`{"id":"x","n":${n}}`, `{"id":"${id}"}`]

describe('an import', () => {
  it('takes the good lines and names the bad ones', async () => {
    const result = await importLines([
      '{"id":"a","year":1}',
      '{"id":"b",',
      '',
      '[1]',
      '{"id":"c","year":"soon"}',
      '{"id":"d","_cstore":1}',
      `{"id":"e","text":"${'x'.repeat(MAX_DOCUMENT_BYTES)}"}`,
      '{"id":7}',
      '{"year":2}',
    ])
    expect(result).toMatchObject({ inserted: 2, replaced: 0, failed: 6 })
    expect(Object(result).errors).toEqual([
      { line: 2, code: 'CSTORE_REQUEST_BODY_INVALID', detail: expect.any(String) },
      { line: 4, code: 'CSTORE_REQUEST_INVALID', detail: expect.any(String) },
      { line: 5, id: 'c', code: 'CSTORE_DOCUMENT_SCHEMA_VIOLATED', detail: expect.any(String) },
      { line: 7, code: 'CSTORE_REQUEST_TOO_LARGE', detail: expect.any(String) },
      { line: 8, code: 'CSTORE_REQUEST_INVALID', detail: expect.any(String) },
      { line: 6, id: 'd', code: 'CSTORE_STORE_DOCUMENT_INVALID', detail: expect.any(String) },
    ])
  })

  it('takes what is there and what is not as its mode says', async () => {
    await importLines(['{"id":"x","n":1}'])
    expect(await importLines(both(2, 'y1'))).toMatchObject({ inserted: 1, replaced: 1, failed: 0 })
    expect(await importLines(both(3, 'y2'), 'insert')).toMatchObject({
      inserted: 1,
      replaced: 0,
      errors: [{ line: 1, id: 'x', code: 'CSTORE_STORE_DOCUMENT_EXISTS' }],
    })
    expect(await (await api.request(`${C}/documents/x`)).json()).toMatchObject({ n: 2 })
    expect(await importLines(both(4, 'y3'), 'replace')).toMatchObject({
      inserted: 0,
      replaced: 1,
      errors: [{ line: 2, id: 'y3', code: 'CSTORE_STORE_DOCUMENT_NOT_FOUND' }],
    })
    expect(await (await api.request(`${C}/documents/x`)).json()).toMatchObject({ n: 4 })
    expect((await api.request(`${C}/documents/y3`)).status).toBe(404)
  })

  it('passes over the lines that it is told to skip, and says how far it came', async () => {
    const lines = ['{"id":"s1"}', '{"id":"s2"', '{"id":"s3"}', '', '[]', '']
    const response = await api.request(`${C}/import?skip=2`, {
      method: 'POST',
      headers: NDJSON,
      body: lines.join('\n'),
    })
    expect(response.headers.get('cstore-import-line')).toBe('5')
    expect(await response.json()).toMatchObject({
      lastLine: 5,
      inserted: 1,
      errors: [{ line: 5 }],
    })
    expect((await api.request(`${C}/documents/s1`)).status).toBe(404)
    expect(await importLines(['', '{"id":"s4"}'])).toMatchObject({ lastLine: 2, inserted: 1 })
    expect(await importLines(['{"id":"s5"'])).toMatchObject({
      errors: [{ line: 1, detail: 'The line is not valid JSON.' }],
    })
  })

  it('is coherent: what was cached before is not read after', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `cached-${index}`)
    await importLines(ids.map((id) => JSON.stringify({ id, n: 1 })))
    for (const id of ids) await api.request(`${C}/documents/${id}`)
    await importLines(ids.map((id) => JSON.stringify({ id, n: 2 })))
    const read = await Promise.all(
      ids.map(async (id) => (await api.request(`${C}/documents/${id}`)).json()),
    )
    expect(read).toEqual(ids.map((id) => ({ id, n: 2 })))
  })

  it('keeps the order of lines with the same id', async () => {
    await importLines(Array.from({ length: 10 }, (_, n) => JSON.stringify({ id: 'same', n })))
    expect(await (await api.request(`${C}/documents/same`)).json()).toMatchObject({ n: 9 })
  })
})

describe('an export', () => {
  it('gives every document once, in order of ids', async () => {
    const ids = Array.from({ length: 1200 }, (_, index) => `e-${String(index).padStart(5, '0')}`)
    await importLines(ids.map((id) => JSON.stringify({ id, text: 'x'.repeat(200) })))
    const response = await api.request(`${C}/export`)
    expect(response.headers.get('content-type')).toBe('application/x-ndjson')
    const exported = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => String(Object(JSON.parse(line)).id))
    expect(exported.filter((id) => id.startsWith('e-'))).toEqual(ids)
    expect(exported).toEqual(exported.toSorted())
  })

  it('goes on after the id of the last line received', async () => {
    const whole = await (await api.request(`${C}/export`)).text()
    const lines = whole.trimEnd().split('\n')
    const { id } = Object(JSON.parse(lines[99] ?? ''))
    const rest = await api.request(`${C}/export?after=${encodeURIComponent(id)}`)
    expect(await rest.text()).toBe(`${lines.slice(100).join('\n')}\n`)
  })

  it('survives a client that goes away in the middle', async () => {
    await new Promise<void>((resolve, reject) => {
      const request = httpRequest(
        `${api.url}${C}/export`,
        { headers: { authorization: 'Bearer an-admin-key-for-tests' } },
        (response) => {
          response.once('data', () => {
            response.destroy()
            resolve()
          })
        },
      )
      request.on('error', reject)
      request.end()
    })
    expect((await api.request(`${C}/documents/x`)).status).toBe(200)
  })
})
