import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  MAX_DOCUMENT_BYTES,
  testDeployment,
  type TestApi,
  type TestDeployment,
  type TestRequest,
} from './start-api.ts'

const C = '/api/v1/collections/movies'
const D = `${C}/documents`
const ONE = `${D}/brazil`
const MERGE = { 'content-type': 'application/merge-patch+json' }
const NDJSON = { 'content-type': 'application/x-ndjson' }
const filter = (value: unknown): string =>
  `${D}?filter=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`
const deep = (depth: number): object => (depth === 0 ? {} : { a: deep(depth - 1) })

/** What is sent → the status and the code that come back. Nothing may change by any of them. */
const TABLE: readonly (readonly [
  what: string,
  path: string,
  init: TestRequest,
  status: number,
  code: string,
])[] = [
  // Addresses and methods
  ['an unknown address', '/api/v1/nothing', {}, 404, 'CSTORE_ROUTE_NOT_FOUND'],
  ['a badly encoded address', `${D}/%E0%A4%A`, {}, 400, 'CSTORE_REQUEST_INVALID'],
  ['a method that is not there', C, { method: 'PATCH' }, 405, 'CSTORE_METHOD_NOT_ALLOWED'],
  [
    'a method that is not there, on a document',
    ONE,
    { method: 'POST', body: {} },
    405,
    'CSTORE_METHOD_NOT_ALLOWED',
  ],

  // Access
  [
    'no key on a write',
    ONE,
    { method: 'PUT', body: {}, as: null },
    401,
    'CSTORE_ACCESS_KEY_MISSING',
  ],
  ['no key on a read of a private collection', ONE, { as: null }, 401, 'CSTORE_ACCESS_KEY_MISSING'],
  [
    'no key on a collection that is not there',
    '/api/v1/collections/none/documents/x',
    { as: null },
    401,
    'CSTORE_ACCESS_KEY_MISSING',
  ],
  ['no key for the list of keys', '/api/v1/keys', { as: null }, 401, 'CSTORE_ACCESS_KEY_MISSING'],
  ['a key that is none', ONE, { as: 'nonsense' }, 401, 'CSTORE_ACCESS_KEY_INVALID'],
  [
    'a well-formed key that is not known',
    ONE,
    { as: `cst_${'a'.repeat(12)}_${'b'.repeat(32)}` },
    401,
    'CSTORE_ACCESS_KEY_INVALID',
  ],
  [
    'another scheme',
    ONE,
    { as: null, headers: { authorization: 'Basic YTpi' } },
    401,
    'CSTORE_ACCESS_KEY_INVALID',
  ],

  // Bodies
  ['bad JSON', ONE, { method: 'PUT', body: '{"a":' }, 400, 'CSTORE_REQUEST_BODY_INVALID'],
  ['a body that is no object', ONE, { method: 'PUT', body: '[1]' }, 400, 'CSTORE_REQUEST_INVALID'],
  ['null for a body', ONE, { method: 'PUT', body: 'null' }, 400, 'CSTORE_REQUEST_INVALID'],
  ['no body', ONE, { method: 'PUT' }, 400, 'CSTORE_REQUEST_INVALID'],
  [
    'a body that is too large',
    ONE,
    { method: 'PUT', body: { a: 'x'.repeat(MAX_DOCUMENT_BYTES) } },
    413,
    'CSTORE_REQUEST_TOO_LARGE',
  ],
  [
    'another media type',
    ONE,
    { method: 'PUT', body: 'a=1', headers: { 'content-type': 'text/plain' } },
    415,
    'CSTORE_REQUEST_MEDIA_TYPE',
  ],
  ['a PATCH as plain JSON', ONE, { method: 'PATCH', body: {} }, 415, 'CSTORE_REQUEST_MEDIA_TYPE'],
  [
    'a PATCH that is no object',
    ONE,
    { method: 'PATCH', headers: MERGE, body: '"x"' },
    400,
    'CSTORE_REQUEST_INVALID',
  ],
  [
    '__proto__',
    ONE,
    { method: 'PUT', body: '{"__proto__":{"admin":true}}' },
    400,
    'CSTORE_REQUEST_BODY_INVALID',
  ],
  [
    '__proto__ further down',
    ONE,
    { method: 'PUT', body: '{"a":[{"__proto__":1}]}' },
    400,
    'CSTORE_REQUEST_BODY_INVALID',
  ],
  [
    'constructor.prototype',
    ONE,
    { method: 'PUT', body: '{"constructor":{"prototype":{}}}' },
    400,
    'CSTORE_REQUEST_BODY_INVALID',
  ],
  [
    'an integer that would lose digits',
    ONE,
    { method: 'PUT', body: '{"a":12345678901234567891}' },
    400,
    'CSTORE_REQUEST_BODY_INVALID',
  ],
  [
    'a number beyond all bounds',
    ONE,
    { method: 'PUT', body: '{"a":1e999}' },
    400,
    'CSTORE_REQUEST_BODY_INVALID',
  ],

  // Documents
  [
    'the reserved field',
    ONE,
    { method: 'PUT', body: { _cstore: {} } },
    422,
    'CSTORE_STORE_DOCUMENT_INVALID',
  ],
  [
    'the field _id',
    ONE,
    { method: 'PUT', body: { _id: 'x' } },
    422,
    'CSTORE_STORE_DOCUMENT_INVALID',
  ],
  [
    'a field that begins with $',
    ONE,
    { method: 'PUT', body: { a: { $where: '1' } } },
    422,
    'CSTORE_STORE_DOCUMENT_INVALID',
  ],
  [
    'an Extended JSON value that is none',
    ONE,
    { method: 'PUT', body: { a: { $oid: 'xyz' } } },
    422,
    'CSTORE_STORE_DOCUMENT_INVALID',
  ],
  [
    'a document that is too deep',
    ONE,
    { method: 'PUT', body: deep(150) },
    422,
    'CSTORE_STORE_DOCUMENT_INVALID',
  ],
  [
    'an id that differs from the address',
    ONE,
    { method: 'PUT', body: { id: 'other' } },
    422,
    'CSTORE_STORE_DOCUMENT_INVALID',
  ],
  ['an id that is no string', D, { body: { id: 5 } }, 400, 'CSTORE_REQUEST_INVALID'],
  ['an empty id', D, { body: { id: '' } }, 400, 'CSTORE_REQUEST_INVALID'],
  ['an id that begins with ~', D, { body: { id: '~x' } }, 422, 'CSTORE_STORE_DOCUMENT_INVALID'],
  [
    'an id of control characters',
    `${D}/%00%01`,
    { method: 'PUT', body: {} },
    422,
    'CSTORE_STORE_DOCUMENT_INVALID',
  ],
  [
    'an id that is too long',
    `${D}/${'x'.repeat(300)}`,
    { method: 'PUT', body: {} },
    422,
    'CSTORE_STORE_DOCUMENT_INVALID',
  ],
  ['a document that is not there', `${D}/none`, {}, 404, 'CSTORE_STORE_DOCUMENT_NOT_FOUND'],
  [
    'a PATCH of what is not there',
    `${D}/none`,
    { method: 'PATCH', headers: MERGE, body: {} },
    404,
    'CSTORE_STORE_DOCUMENT_NOT_FOUND',
  ],
  [
    'a PATCH that would set the reserved field',
    ONE,
    { method: 'PATCH', headers: MERGE, body: { _cstore: { v: 9 } } },
    422,
    'CSTORE_STORE_DOCUMENT_INVALID',
  ],
  ['an unknown parameter', `${ONE}?metta=true`, {}, 400, 'CSTORE_REQUEST_INVALID'],

  // Preconditions
  [
    'a stale If-Match',
    ONE,
    { method: 'PUT', body: {}, headers: { 'if-match': '"9-x"' } },
    412,
    'CSTORE_STORE_PRECONDITION_FAILED',
  ],
  [
    'a stale If-Match on a DELETE',
    ONE,
    { method: 'DELETE', headers: { 'if-match': '"9-x"' } },
    412,
    'CSTORE_STORE_PRECONDITION_FAILED',
  ],
  [
    'If-None-Match: * on what is there',
    ONE,
    { method: 'PUT', body: {}, headers: { 'if-none-match': '*' } },
    412,
    'CSTORE_STORE_PRECONDITION_FAILED',
  ],
  [
    'an If-Match that is none',
    ONE,
    { method: 'PUT', body: {}, headers: { 'if-match': 'abc' } },
    400,
    'CSTORE_REQUEST_INVALID',
  ],
  [
    'both preconditions',
    ONE,
    { method: 'PUT', body: {}, headers: { 'if-match': '*', 'if-none-match': '*' } },
    400,
    'CSTORE_REQUEST_INVALID',
  ],

  // Lists
  ['a filter that is no JSON', filter('{'), {}, 400, 'CSTORE_REQUEST_INVALID'],
  ['a filter that is no object', filter('[1]'), {}, 400, 'CSTORE_REQUEST_INVALID'],
  ['a filter with __proto__', filter('{"__proto__":{"a":1}}'), {}, 400, 'CSTORE_REQUEST_INVALID'],
  ['$where', filter({ $where: 'sleep(1000)' }), {}, 400, 'CSTORE_STORE_FILTER_INVALID'],
  ['$where in a field', filter({ a: { $where: '1' } }), {}, 400, 'CSTORE_STORE_FILTER_INVALID'],
  ['$expr', filter({ $expr: { $eq: [1, 1] } }), {}, 400, 'CSTORE_STORE_FILTER_INVALID'],
  [
    '$function within $and',
    filter({ $and: [{ a: { $function: {} } }] }),
    {},
    400,
    'CSTORE_STORE_FILTER_INVALID',
  ],
  ['an unknown operator', filter({ a: { $near: 1 } }), {}, 400, 'CSTORE_STORE_FILTER_INVALID'],
  [
    'an operand of the wrong type',
    filter({ a: { $in: 5 } }),
    {},
    400,
    'CSTORE_STORE_FILTER_INVALID',
  ],
  [
    'a pattern that is not anchored',
    filter({ a: { $regex: 'x' } }),
    {},
    400,
    'CSTORE_STORE_FILTER_INVALID',
  ],
  [
    'a pattern that explodes',
    filter({ a: { $regex: '^(a+)+$' } }),
    {},
    400,
    'CSTORE_STORE_FILTER_INVALID',
  ],
  [
    'a filter on the reserved field',
    filter({ '_cstore.v': 1 }),
    {},
    400,
    'CSTORE_STORE_FILTER_INVALID',
  ],
  [
    'a filter that is too deep',
    filter(Array.from({ length: 20 }).reduce((inner) => ({ $and: [inner] }), { a: 1 })),
    {},
    400,
    'CSTORE_STORE_FILTER_INVALID',
  ],
  [
    'a filter that is too long',
    filter({ a: 'x'.repeat(16_384) }),
    {},
    400,
    'CSTORE_REQUEST_INVALID',
  ],
  [
    'a sort by a field that begins with $',
    `${D}?sort=$where`,
    {},
    400,
    'CSTORE_STORE_SORT_INVALID',
  ],
  ['a limit of nothing', `${D}?limit=0`, {}, 400, 'CSTORE_REQUEST_INVALID'],
  ['a limit beyond all bounds', `${D}?limit=100000`, {}, 400, 'CSTORE_REQUEST_INVALID'],
  ['a limit that is no number', `${D}?limit=many`, {}, 400, 'CSTORE_REQUEST_INVALID'],
  ['a cursor that is none', `${D}?after=abc`, {}, 400, 'CSTORE_STORE_CURSOR_INVALID'],
  [
    'a cursor that was changed',
    `${D}?after=${'A'.repeat(80)}`,
    {},
    400,
    'CSTORE_STORE_CURSOR_INVALID',
  ],
  [
    'a query with an unknown field',
    `${C}/query`,
    { body: { where: {} } },
    400,
    'CSTORE_REQUEST_INVALID',
  ],
  [
    'a query with a limit as text',
    `${C}/query`,
    { body: { limit: '5' } },
    400,
    'CSTORE_REQUEST_INVALID',
  ],
  [
    'a query with $where',
    `${C}/query`,
    { body: { filter: { $where: '1' } } },
    400,
    'CSTORE_STORE_FILTER_INVALID',
  ],

  // Collections
  [
    'a collection that is not there',
    '/api/v1/collections/none/documents/x',
    {},
    404,
    'CSTORE_COLLECTION_NOT_FOUND',
  ],
  [
    'a write to a collection that is not there',
    '/api/v1/collections/none/documents/x',
    { method: 'PUT', body: {} },
    404,
    'CSTORE_COLLECTION_NOT_FOUND',
  ],
  [
    'a deletion of a collection that is not there',
    '/api/v1/collections/none',
    { method: 'DELETE' },
    404,
    'CSTORE_COLLECTION_NOT_FOUND',
  ],
  [
    'a name that is none',
    '/api/v1/collections/a.b',
    { method: 'PUT', body: {} },
    400,
    'CSTORE_REQUEST_INVALID',
  ],
  [
    'a name of CStore’s own',
    '/api/v1/collections/cstore.keys/documents/x',
    {},
    400,
    'CSTORE_REQUEST_INVALID',
  ],
  [
    'a name of MongoDB’s own',
    '/api/v1/collections/system.users',
    { method: 'PUT', body: {} },
    400,
    'CSTORE_REQUEST_INVALID',
  ],
  ['an unknown setting', C, { method: 'PUT', body: { ttl: 5 } }, 400, 'CSTORE_REQUEST_INVALID'],
  [
    'a setting of the wrong type',
    C,
    { method: 'PUT', body: { publicRead: 'yes' } },
    400,
    'CSTORE_REQUEST_INVALID',
  ],
  [
    'a negative time',
    C,
    { method: 'PUT', body: { cache: { ttlMs: -1 } } },
    400,
    'CSTORE_REQUEST_INVALID',
  ],
  [
    'a schema that is none',
    C,
    { method: 'PUT', body: { schema: { type: 'nonsense' } } },
    422,
    'CSTORE_SCHEMA_INVALID',
  ],

  // Import
  ['an import as JSON', `${C}/import`, { body: {} }, 415, 'CSTORE_REQUEST_MEDIA_TYPE'],
  [
    'an import in an unknown mode',
    `${C}/import?mode=merge`,
    { body: '', headers: NDJSON },
    400,
    'CSTORE_REQUEST_INVALID',
  ],

  // Keys
  [
    'a key of an unknown role',
    '/api/v1/keys',
    { body: { name: 'x', role: 'root' } },
    400,
    'CSTORE_REQUEST_INVALID',
  ],
  [
    'a key without a name',
    '/api/v1/keys',
    { body: { role: 'reader' } },
    400,
    'CSTORE_REQUEST_INVALID',
  ],
  [
    'a key that is not there',
    '/api/v1/keys/none',
    { method: 'DELETE' },
    404,
    'CSTORE_KEY_NOT_FOUND',
  ],
]

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
  it.each(TABLE)('%s', async (_what, path, init, status, code) => {
    const before = await everything()
    const response = await api.request(path, init)
    const problem = (await response.json()) as Record<string, unknown>
    expect([response.status, problem.code, problem.detail]).toEqual([
      status,
      code,
      expect.any(String),
    ])
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(problem).toMatchObject({
      status,
      type: `/api/docs/errors#${code}`,
      instance: expect.any(String),
    })
    if (status === 401) expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/)
    if (status === 405) expect(response.headers.get('allow')).toMatch(/OPTIONS/)
    expect(await everything()).toBe(before)
  })

  it('says where in the body the fault is', async () => {
    const response = await api.request(ONE, { method: 'PUT', body: { a: [{ $where: 1 }] } })
    expect(await response.json()).toMatchObject({
      errors: [{ pointer: '/a/0/$where', detail: expect.any(String) }],
    })
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

describe('a role', () => {
  const makeKey = async (role: string, collections?: string[]): Promise<string> => {
    const response = await api.request('/api/v1/keys', { body: { name: role, role, collections } })
    expect(response.status).toBe(201)
    return ((await response.json()) as { key: string }).key
  }
  const status = async (path: string, init: TestRequest): Promise<number> =>
    (await api.request(path, init)).status

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
    const fresh = await api.request(document, {
      as: null,
      headers: { 'cache-control': 'no-cache' },
    })
    expect(fresh.headers.get('cache-status')).toMatch(/^cstore; hit/)
  })
})
