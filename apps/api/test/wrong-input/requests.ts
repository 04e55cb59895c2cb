import { MAX_DOCUMENT_BYTES } from '../start-api.ts'
import { C, D, ONE, patch, put, type Row } from './row.ts'

export const REQUESTS: readonly Row[] = [
  // Addresses and methods
  ['an unknown address', '/api/v1/nothing', {}, '404 ROUTE_NOT_FOUND'],
  ['a badly encoded address', `${D}/%E0%A4%A`, {}, '400 REQUEST_INVALID'],
  ['a method that is not there', C, { method: 'PATCH' }, '405 METHOD_NOT_ALLOWED'],
  [
    'a method that is not there, on a document',
    ONE,
    { method: 'POST', body: {} },
    '405 METHOD_NOT_ALLOWED',
  ],
  ['a QUERY, which is new', D, { method: 'QUERY' }, '405 METHOD_NOT_ALLOWED'],
  ['a QUERY of nothing', '/api/v1/nothing', { method: 'QUERY' }, '415 REQUEST_MEDIA_TYPE'],
  // Access
  ['no key on a write', ONE, { ...put({}), as: null }, '401 ACCESS_KEY_MISSING'],
  ['no key on a read of a private collection', ONE, { as: null }, '401 ACCESS_KEY_MISSING'],
  [
    'no key on a collection that is not there',
    '/api/v1/collections/none/documents/x',
    { as: null },
    '401 ACCESS_KEY_MISSING',
  ],
  ['no key for the list of keys', '/api/v1/keys', { as: null }, '401 ACCESS_KEY_MISSING'],
  ['a key that is none', ONE, { as: 'nonsense' }, '401 ACCESS_KEY_INVALID'],
  [
    'a well-formed key that is not known',
    ONE,
    { as: `cst_${'a'.repeat(12)}_${'b'.repeat(32)}` },
    '401 ACCESS_KEY_INVALID',
  ],
  [
    'another scheme',
    ONE,
    { as: null, headers: { authorization: 'Basic YTpi' } },
    '401 ACCESS_KEY_INVALID',
  ],
  [
    'a token where only keys count',
    ONE,
    { as: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.' },
    '401 ACCESS_KEY_INVALID',
  ],
  [
    'header fields that are too large',
    ONE,
    { headers: { 'x-long': 'a'.repeat(17_000) } },
    '431 REQUEST_HEADERS_TOO_LARGE',
  ],
  // Bodies
  ['bad JSON', ONE, put('{"a":'), '400 REQUEST_BODY_INVALID'],
  ['a body that is no object', ONE, put('[1]'), '400 REQUEST_INVALID'],
  ['null for a body', ONE, put('null'), '400 REQUEST_INVALID'],
  ['no body', ONE, { method: 'PUT' }, '400 REQUEST_INVALID'],
  [
    'a body that is too large',
    ONE,
    put({ a: 'x'.repeat(MAX_DOCUMENT_BYTES) }),
    '413 REQUEST_TOO_LARGE',
  ],
  [
    'another media type',
    ONE,
    put('a=1', { 'content-type': 'text/plain' }),
    '415 REQUEST_MEDIA_TYPE',
  ],
  ['a PATCH as plain JSON', ONE, { method: 'PATCH', body: {} }, '415 REQUEST_MEDIA_TYPE'],
  ['a PATCH that is no object', ONE, patch('"x"'), '400 REQUEST_INVALID'],
  ['__proto__', ONE, put('{"__proto__":{"admin":true}}'), '400 REQUEST_BODY_INVALID'],
  ['__proto__ further down', ONE, put('{"a":[{"__proto__":1}]}'), '400 REQUEST_BODY_INVALID'],
  [
    'constructor.prototype',
    ONE,
    put('{"constructor":{"prototype":{}}}'),
    '400 REQUEST_BODY_INVALID',
  ],
  [
    'an integer that would lose digits',
    ONE,
    put('{"a":12345678901234567891}'),
    '400 REQUEST_BODY_INVALID',
  ],
  ['a number beyond all bounds', ONE, put('{"a":1e999}'), '400 REQUEST_BODY_INVALID'],
]
