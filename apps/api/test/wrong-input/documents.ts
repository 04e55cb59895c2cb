import { D, ONE, patch, post, put, type Row } from './row.ts'

const deep = (depth: number): object => (depth === 0 ? {} : { a: deep(depth - 1) })

export const DOCUMENTS: readonly Row[] = [
  // Documents
  ['the reserved field', ONE, put({ _cstore: {} }), '422 STORE_DOCUMENT_INVALID'],
  ['the field _id', ONE, put({ _id: 'x' }), '422 STORE_DOCUMENT_INVALID'],
  ['a field that begins with $', ONE, put({ a: { $where: '1' } }), '422 STORE_DOCUMENT_INVALID'],
  [
    'an Extended JSON value that is none',
    ONE,
    put({ a: { $oid: 'xyz' } }),
    '422 STORE_DOCUMENT_INVALID',
  ],
  ['a document that is too deep', ONE, put(deep(150)), '422 STORE_DOCUMENT_INVALID'],
  ['an id that differs from the address', ONE, put({ id: 'other' }), '422 STORE_DOCUMENT_INVALID'],
  [
    'an Idempotency-Key that is none',
    D,
    { ...post({}), headers: { 'idempotency-key': 'a b' } },
    '400 REQUEST_INVALID',
  ],
  ['an id that is no string', D, post({ id: 5 }), '400 REQUEST_INVALID'],
  ['an empty id', D, post({ id: '' }), '400 REQUEST_INVALID'],
  ['an id that begins with ~', D, post({ id: '~x' }), '422 STORE_DOCUMENT_INVALID'],
  ['an id of control characters', `${D}/%00%01`, put({}), '422 STORE_DOCUMENT_INVALID'],
  ['an id that is too long', `${D}/${'x'.repeat(300)}`, put({}), '422 STORE_DOCUMENT_INVALID'],
  ['a document that is not there', `${D}/none`, {}, '404 STORE_DOCUMENT_NOT_FOUND'],
  ['a PATCH of what is not there', `${D}/none`, patch({}), '404 STORE_DOCUMENT_NOT_FOUND'],
  [
    'a PATCH that would set the reserved field',
    ONE,
    patch({ _cstore: { v: 9 } }),
    '422 STORE_DOCUMENT_INVALID',
  ],
  ['an unknown parameter', `${ONE}?metta=true`, {}, '400 REQUEST_INVALID'],
  // Preconditions
  ['a stale If-Match', ONE, put({}, { 'if-match': '"9-x"' }), '412 STORE_PRECONDITION_FAILED'],
  [
    'a stale If-Match on a DELETE',
    ONE,
    { method: 'DELETE', headers: { 'if-match': '"9-x"' } },
    '412 STORE_PRECONDITION_FAILED',
  ],
  [
    'If-None-Match: * on what is there',
    ONE,
    put({}, { 'if-none-match': '*' }),
    '412 STORE_PRECONDITION_FAILED',
  ],
  ['an If-Match that is none', ONE, put({}, { 'if-match': 'abc' }), '400 REQUEST_INVALID'],
  [
    'both preconditions',
    ONE,
    put({}, { 'if-match': '*', 'if-none-match': '*' }),
    '412 STORE_PRECONDITION_FAILED',
  ],
]
