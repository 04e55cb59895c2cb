import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MAX_DOCUMENT_BYTES, testDeployment } from '../start-api.ts'
import type { TestApi, TestDeployment, TestRequest } from '../start-api.ts'
import { C, D, filter, ONE, post, put } from '../wrong-input/row.ts'

let deployment: TestDeployment
let api: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  await api.request(C, put({}))
})
afterAll(() => deployment[Symbol.asyncDispose]())

async function refusal(path: string, request: TestRequest = {}): Promise<unknown> {
  const answer = await api.request(path, request)
  return [answer.status, Object(await answer.json()).code]
}

describe('errors', () => {
  it('Every failure is `application/problem+json` with a stable `code`, the `status` and a `detail`', async () => {
    const answer = await api.request(`${D}/none`)
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(await answer.json()).toEqual({
      type: '/api/docs/errors#CSTORE_STORE_DOCUMENT_NOT_FOUND',
      title: expect.any(String),
      status: 404,
      code: 'CSTORE_STORE_DOCUMENT_NOT_FOUND',
      detail: expect.any(String),
      instance: answer.headers.get('x-request-id'),
    })
  })

  it('`errors` has a JSON Pointer to each thing at fault', async () => {
    const answer = await api.request(ONE, put({ a: { $x: 1 }, b: { $oid: 'no' } }))
    expect(Object(await answer.json()).errors).toEqual([
      { pointer: '/a/$x', detail: expect.any(String) },
      { pointer: '/b/$oid', detail: expect.any(String) },
    ])
  })
})

const ofBytes = (bytes: number): string => `{"a":"${'x'.repeat(bytes - 8)}"}`

/** A filter of so many levels. */
const deep = (levels: number): object => (levels === 0 ? { a: 1 } : { $and: [deep(levels - 1)] })

/** A filter of so many conditions. */
const wide = (count: number): object => ({
  $or: Array.from({ length: count - 1 }, (_, n) => ({ a: n })),
})

describe('limits', () => {
  it('A document has at most `CSTORE_MAX_DOCUMENT_BYTES` of JSON, 1 MiB unless that is set', async () => {
    expect((await api.request(ONE, put(ofBytes(MAX_DOCUMENT_BYTES)))).status).toBe(201)
    expect(await refusal(ONE, put(ofBytes(MAX_DOCUMENT_BYTES + 1)))).toEqual([
      413,
      'CSTORE_REQUEST_TOO_LARGE',
    ])
  })

  it('A page has at most 1,000 documents, `batch-get` takes at most 500 ids', async () => {
    const ids = Array.from({ length: 501 }, (_, n) => `${n}`)
    expect((await api.request(`${D}?limit=1000`)).status).toBe(200)
    expect(await refusal(`${D}?limit=1001`)).toEqual([400, 'CSTORE_REQUEST_INVALID'])
    const batch = `${C}/batch-get`
    expect((await api.request(batch, post({ ids: ids.slice(1) }))).status).toBe(200)
    expect(await refusal(batch, post({ ids }))).toEqual([400, 'CSTORE_REQUEST_INVALID'])
  })

  it('A filter has at most 8 levels of operators and 100 conditions', async () => {
    const invalid = [400, 'CSTORE_STORE_FILTER_INVALID']
    expect((await api.request(filter(deep(8)))).status).toBe(200)
    expect(await refusal(filter(deep(9)))).toEqual(invalid)
    expect((await api.request(filter(wide(100)))).status).toBe(200)
    expect(await refusal(filter(wide(101)))).toEqual(invalid)
  })

  it('Each key and each address may have a quota, told as `RateLimit` and `RateLimit-Policy`; beyond it the answer is 429', async () => {
    const limits = { perMinute: 2, anonymousPerMinute: 1 }
    const limited = await deployment.start({ limits })
    const read = async (as?: null) => {
      const { status, headers } = await limited.request(ONE, as === null ? { as } : {})
      return [status, headers.get('ratelimit-policy'), headers.get('ratelimit')?.split(';t=')[0]]
    }
    expect(await read()).toEqual([200, '"key";q=2;w=60', '"key";r=1'])
    expect(await read()).toEqual([200, '"key";q=2;w=60', '"key";r=0'])
    expect(await read()).toEqual([429, '"key";q=2;w=60', '"key";r=0'])
    expect(await read(null)).toEqual([401, '"address";q=1;w=60', '"address";r=0'])
    expect(await read(null)).toEqual([429, '"address";q=1;w=60', '"address";r=0'])
  })
})

describe('denied always', () => {
  it.each([
    [{ $where: 'true' }],
    [{ a: { $where: 'true' } }],
    [{ $expr: { $eq: ['$a', 1] } }],
    [{ a: { $function: { body: 'x', args: [], lang: 'js' } } }],
    [{ $and: [{ a: { $accumulator: {} } }] }],
    [{ a: { $regex: 'not anchored' } }],
    [{ a: { $near: [1, 1] } }],
    [{ $text: { $search: 'x' } }],
    [{ _cstore: { $exists: true } }],
  ])('Code, expressions and other operators in a filter: %j', async (wanted) => {
    const invalid = [400, 'CSTORE_STORE_FILTER_INVALID']
    expect(await refusal(filter(wanted))).toEqual(invalid)
    expect(await refusal(`${C}/query`, post({ filter: wanted }))).toEqual(invalid)
  })

  it.each(['{"$a":1}', '{"a":{"$where":"x"}}', '{"_cstore":{"v":9}}', '{"_id":1}'])(
    'Names in a document that begin with `$`, and reserved ones: %s',
    async (body) => {
      expect(await refusal(ONE, put(body))).toEqual([422, 'CSTORE_STORE_DOCUMENT_INVALID'])
      expect(await refusal(D, post(body))).toEqual([422, 'CSTORE_STORE_DOCUMENT_INVALID'])
    },
  )

  it.each(['{"__proto__":{"a":1}}', '{"a":{"constructor":{"prototype":{}}}}'])(
    'Names that reach into the prototype of objects: %s',
    async (body) => {
      expect(await refusal(ONE, put(body))).toEqual([400, 'CSTORE_REQUEST_BODY_INVALID'])
    },
  )
})
