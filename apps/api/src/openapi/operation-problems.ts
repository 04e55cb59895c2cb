/** Which problems an operation can answer: by its kind, and those that it names itself. */
import type { ProblemCode } from '../problems/problem-table.ts'
import { isBelowCollection, type Operation } from './operation.ts'

type Codes = readonly ProblemCode[]

const ALWAYS: Codes = [
  'CSTORE_INTERNAL',
  'CSTORE_REQUEST_HEADERS_TOO_LARGE',
  'CSTORE_REQUEST_TIMEOUT',
  'CSTORE_REQUEST_TOOK_TOO_LONG',
]
/** Keys and settings of collections are in the database. */
const WITH_ACCESS: Codes = [
  'CSTORE_ACCESS_DENIED',
  'CSTORE_ACCESS_KEY_EXPIRED',
  'CSTORE_ACCESS_KEY_INVALID',
  'CSTORE_ACCESS_KEY_MISSING',
  'CSTORE_ACCESS_TOKEN_INVALID',
  'CSTORE_ACCESS_TOKEN_KEYS_UNAVAILABLE',
  'CSTORE_RATE_LIMITED',
  'CSTORE_STORE_REFUSED',
  'CSTORE_STORE_TIMEOUT',
  'CSTORE_STORE_UNAVAILABLE',
]
/** Also where no body is asked for: one that is sent all the same is looked at. */
const WITH_BODY: Codes = [
  'CSTORE_REQUEST_BODY_INVALID',
  'CSTORE_REQUEST_INVALID',
  'CSTORE_REQUEST_MEDIA_TYPE',
  'CSTORE_REQUEST_TOO_LARGE',
]
/** What a write of documents can meet on its way. */
export const WRITE_PROBLEMS: Codes = [
  'CSTORE_CACHE_UNAVAILABLE',
  'CSTORE_CACHE_WRITE_UNSETTLED',
  'CSTORE_STORE_UNIQUE_VIOLATION',
  'CSTORE_STORE_WRITE_CONFLICT',
]
/** What a document can have against it. */
export const DOCUMENT_PROBLEMS: Codes = [
  'CSTORE_DOCUMENT_SCHEMA_VIOLATED',
  'CSTORE_STORE_DOCUMENT_INVALID',
  'CSTORE_STORE_DOCUMENT_TOO_LARGE',
]

export function problemsOf(operation: Operation): ProblemCode[] {
  const { method, access, schema } = operation
  const takesBody = method !== 'GET' && method !== 'HEAD'
  const takesSomething = Boolean(schema.params ?? schema.querystring ?? schema.requestHeaders)
  const codes = [
    ...ALWAYS,
    ...(access === 'open' ? [] : WITH_ACCESS),
    ...(takesBody ? WITH_BODY : []),
    ...(takesSomething ? (['CSTORE_REQUEST_INVALID'] as const) : []),
    ...(isBelowCollection(operation) ? (['CSTORE_COLLECTION_NOT_FOUND'] as const) : []),
    ...(schema.problems ?? []),
  ]
  return [...new Set(codes)].toSorted()
}
