/**
 * Every code that a client can meet, with its HTTP status and title: the one place where
 * errors become statuses. docs/errors.md and `/api/docs/errors` are made from it.
 */
import type {
  CacheUnavailableError,
  ChangesUnavailableError,
  WriteUnsettledError,
} from '@cstore/cache'
import type { StoreErrorCode } from '@cstore/store'
import type { ApiErrorCode } from './api-errors.ts'

export type ProblemCode =
  | ApiErrorCode
  | StoreErrorCode
  | CacheUnavailableError['code']
  | ChangesUnavailableError['code']
  | WriteUnsettledError['code']
  | 'CSTORE_INTERNAL'

export interface ProblemKind {
  readonly status: number
  readonly title: string
  /** What it means and what to do, Markdown. */
  readonly help: string
  /** Seconds after which the same request may well succeed. */
  readonly retryAfterSeconds?: number
}

export const PROBLEMS: Readonly<Record<ProblemCode, ProblemKind>> = {
  CSTORE_ACCESS_DENIED: {
    status: 403,
    title: 'Not allowed',
    help: 'The key is known, but its role or its list of collections does not allow this. Use another key.',
  },
  CSTORE_ACCESS_KEY_EXPIRED: {
    status: 401,
    title: 'Key expired',
    help: 'The key was good until its `expiresAt`. An administrator rotates it with a new end, or makes another.',
  },
  CSTORE_ACCESS_KEY_INVALID: {
    status: 401,
    title: 'Key not accepted',
    help: 'The key is none, or it was revoked, or has another secret by now. Check what is sent as `Authorization: Bearer …`.',
  },
  CSTORE_ACCESS_KEY_MISSING: {
    status: 401,
    title: 'Key needed',
    help: 'Only collections with `publicRead` can be read without a key.',
  },
  CSTORE_ACCESS_TOKEN_INVALID: {
    status: 401,
    title: 'Token not accepted',
    help: 'The JWT is not from `CSTORE_JWT_ISSUER` for `CSTORE_JWT_AUDIENCE`, has expired, or its signature does not hold; the detail says which. Get a new one.',
  },
  CSTORE_ACCESS_TOKEN_KEYS_UNAVAILABLE: {
    status: 503,
    title: 'Token cannot be checked',
    help: 'The key set at `CSTORE_JWT_JWKS_URL` cannot be had. API keys work meanwhile.',
    retryAfterSeconds: 3,
  },
  CSTORE_CACHE_CHANGES_UNAVAILABLE: {
    status: 503,
    title: 'Change feed unavailable',
    help: 'Redis cannot be reached, or is only just being used again, so nobody can tell what changes. Read what you need from the documents, and follow again in a moment.',
    retryAfterSeconds: 2,
  },
  CSTORE_CACHE_UNAVAILABLE: {
    status: 503,
    title: 'Cache unavailable',
    help: 'The cache did not answer in time, so a write could not be made safe and was refused. Nothing was changed. Try again; if it lasts, look at Redis.',
    retryAfterSeconds: 1,
  },
  CSTORE_CACHE_WRITE_UNSETTLED: {
    status: 503,
    title: 'Write done, not confirmed',
    help: 'The database did the write, then the cache and the database went away together, so that nobody could tell whether every reader sees it. Read the document before you repeat it.',
    retryAfterSeconds: 1,
  },
  CSTORE_COLLECTION_NOT_FOUND: {
    status: 404,
    title: 'No such collection',
    help: 'The collection does not exist, or is being deleted. An administrator creates it with PUT.',
  },
  CSTORE_DOCUMENT_SCHEMA_VIOLATED: {
    status: 422,
    title: 'Document does not satisfy the schema',
    help: '`errors` says where the document differs from the JSON Schema of its collection.',
  },
  CSTORE_IDEMPOTENCY_IN_PROGRESS: {
    status: 409,
    title: 'Request under way',
    help: 'A request with the same `Idempotency-Key` has not ended yet, or was cut off a moment ago. Repeat the request: it will get the answer.',
    retryAfterSeconds: 1,
  },
  CSTORE_IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    title: 'Idempotency-Key used before',
    help: 'The same `Idempotency-Key` came with another body within the last 24 hours. Choose a new key for each new request.',
  },
  CSTORE_FEED_FULL: {
    status: 503,
    title: 'Too many followers',
    help: 'This process follows changes for as many clients as it takes. Try again, or run more processes.',
    retryAfterSeconds: 5,
  },
  CSTORE_INTERNAL: {
    status: 500,
    title: 'Internal error',
    help: 'A defect. The log has the details under the id in `instance`.',
  },
  CSTORE_KEY_NOT_FOUND: {
    status: 404,
    title: 'No such key',
    help: 'There is no API key with this id; it may have been revoked already.',
  },
  CSTORE_METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'Method not allowed',
    help: 'The address exists; `Allow` names the methods it takes.',
  },
  CSTORE_PATCH_INVALID: {
    status: 400,
    title: 'Not a JSON Patch',
    help: 'The body is not a list of operations of RFC 6902; `errors` says where.',
  },
  CSTORE_PATCH_NOT_APPLICABLE: {
    status: 409,
    title: 'Patch does not fit',
    help: 'An operation of the JSON Patch names something that is not in the document as it is now. Nothing was changed. Read the document again.',
  },
  CSTORE_PATCH_TEST_FAILED: {
    status: 409,
    title: 'Test of a patch failed',
    help: 'A `test` operation of the JSON Patch did not hold; `errors` says which. Nothing was changed.',
  },
  CSTORE_RATE_LIMITED: {
    status: 429,
    title: 'Too many requests',
    help: 'This key, or this address for requests without one, has used up its quota. Wait as long as `Retry-After` says; `RateLimit-Policy` has the quota.',
  },
  CSTORE_REQUEST_BODY_INVALID: {
    status: 400,
    title: 'Body cannot be read',
    help: 'The body is not JSON, has `__proto__` keys, or has numbers that would lose digits.',
  },
  CSTORE_REQUEST_HEADERS_TOO_LARGE: {
    status: 431,
    title: 'Header fields too large',
    help: 'The request line and all header fields together may have 16 KiB. Send a long `filter` with POST to `…/query`.',
  },
  CSTORE_REQUEST_INVALID: {
    status: 400,
    title: 'Invalid request',
    help: 'Parameters, headers or body are not as described; `errors` says where.',
  },
  CSTORE_REQUEST_MEDIA_TYPE: {
    status: 415,
    title: 'Media type not supported',
    help: 'Send the `Content-Type` that the detail names.',
  },
  CSTORE_REQUEST_TIMEOUT: {
    status: 408,
    title: 'Request too slow',
    help: 'The header fields or the body did not arrive in time, or stopped arriving. Send the request again; of an import, the lines before may have been stored.',
  },
  CSTORE_REQUEST_TOOK_TOO_LONG: {
    status: 503,
    title: 'Took too long',
    help: 'The answer was not ready in time and nobody waits for it any more. A write may or may not have been done: read before you repeat it.',
    retryAfterSeconds: 1,
  },
  CSTORE_REQUEST_TOO_LARGE: {
    status: 413,
    title: 'Body too large',
    help: 'The body, or a line of an import, is larger than `CSTORE_MAX_DOCUMENT_BYTES`.',
  },
  CSTORE_ROUTE_NOT_FOUND: {
    status: 404,
    title: 'No such resource',
    help: 'There is nothing at this address. `/api/docs` lists what there is.',
  },
  CSTORE_SCHEMA_INVALID: {
    status: 422,
    title: 'Not a JSON Schema',
    help: 'The `schema` is not a JSON Schema (2020-12) that can be used; `errors` or the detail says why.',
  },
  CSTORE_SCHEMA_UNCHECKED: {
    status: 422,
    title: 'Too many documents to check',
    help: 'With `validate=true` there was not the time to check all documents, so the settings were not changed. Check them in parts with POST …/validate, then PUT the settings without `validate`.',
  },
  CSTORE_SCHEMA_VIOLATED: {
    status: 422,
    title: 'Documents do not satisfy the schema',
    help: 'With `validate=true`, documents that exist do not satisfy the new schema; `errors` names the first 100. Nothing was changed. Mend them, or the schema; or PUT without `validate`: then they stay as they are until they are written.',
  },
  CSTORE_STORE_ADDRESS_INVALID: {
    status: 500,
    title: 'Database misconfigured',
    help: '`MONGODB_URI` cannot be understood.',
  },
  CSTORE_STORE_COLLECTION_DELETING: {
    status: 409,
    title: 'Collection is being deleted',
    help: 'A deletion of this collection is under way; its name is free once that is done. Try again in a moment. If it lasts for more than a minute, the deletion was cut off: DELETE the collection again.',
    retryAfterSeconds: 1,
  },
  CSTORE_STORE_CURSOR_INVALID: {
    status: 400,
    title: 'Invalid cursor',
    help: '`after` was not made for this query, or was changed. Begin again without it.',
  },
  CSTORE_STORE_DOCUMENT_EXISTS: {
    status: 409,
    title: 'Document exists',
    help: 'A document has this id already. Choose another, or replace it with PUT.',
  },
  CSTORE_STORE_DOCUMENT_INVALID: {
    status: 422,
    title: 'Document cannot be stored',
    help: 'The document has names or values that cannot be kept; `errors` says where.',
  },
  CSTORE_STORE_DOCUMENT_NOT_FOUND: {
    status: 404,
    title: 'No such document',
    help: 'There is no document with this id.',
  },
  CSTORE_STORE_DOCUMENT_TOO_LARGE: {
    status: 413,
    title: 'Document too large',
    help: 'MongoDB keeps documents up to 16 MiB.',
  },
  CSTORE_STORE_FILTER_INVALID: {
    status: 400,
    title: 'Invalid filter',
    help: 'The filter uses something that is not allowed; `errors` says where.',
  },
  CSTORE_STORE_PRECONDITION_FAILED: {
    status: 412,
    title: 'Precondition failed',
    help: '`If-Match` or `If-None-Match` did not hold. Read the document again and repeat the change.',
  },
  CSTORE_STORE_REFUSED: {
    status: 500,
    title: 'Database refused',
    help: 'MongoDB answered with an error of its own. Check the rights of its user, and its log.',
  },
  CSTORE_STORE_SORT_INVALID: {
    status: 400,
    title: 'Invalid sort',
    help: 'These fields cannot be sorted by; `errors` says why.',
  },
  CSTORE_STORE_TIMEOUT: {
    status: 503,
    title: 'Database too slow',
    help: 'MongoDB took longer than `CSTORE_MAX_TIME_MS`. Narrow the filter or add an index. A write may or may not have been done: the detail says so.',
    retryAfterSeconds: 1,
  },
  CSTORE_STORE_UNAVAILABLE: {
    status: 503,
    title: 'Database unavailable',
    help: 'MongoDB cannot be reached. A write may or may not have been done: the detail says so.',
    retryAfterSeconds: 1,
  },
  CSTORE_STORE_UNIQUE_VIOLATION: {
    status: 409,
    title: 'Value must be unique',
    help: 'Another document has the same value in fields that have a unique index.',
  },
  CSTORE_STORE_WRITE_CONFLICT: {
    status: 409,
    title: 'Too many writers',
    help: 'Others changed the document again and again meanwhile. Nothing was changed; try again.',
  },
}

export function isProblemCode(code: unknown): code is ProblemCode {
  return typeof code === 'string' && Object.hasOwn(PROBLEMS, code)
}
