/** What the API itself refuses; the errors of the packages below keep their own classes. */
export type ApiErrorCode =
  | 'CSTORE_ACCESS_DENIED'
  | 'CSTORE_ACCESS_KEY_EXPIRED'
  | 'CSTORE_ACCESS_KEY_INVALID'
  | 'CSTORE_ACCESS_KEY_MISSING'
  | 'CSTORE_ACCESS_TOKEN_INVALID'
  | 'CSTORE_ACCESS_TOKEN_KEYS_UNAVAILABLE'
  | 'CSTORE_COLLECTION_NOT_FOUND'
  | 'CSTORE_DOCUMENT_SCHEMA_VIOLATED'
  | 'CSTORE_FEED_FULL'
  | 'CSTORE_IDEMPOTENCY_IN_PROGRESS'
  | 'CSTORE_IDEMPOTENCY_KEY_REUSED'
  | 'CSTORE_KEY_NOT_FOUND'
  | 'CSTORE_METHOD_NOT_ALLOWED'
  | 'CSTORE_PATCH_INVALID'
  | 'CSTORE_PATCH_NOT_APPLICABLE'
  | 'CSTORE_PATCH_TEST_FAILED'
  | 'CSTORE_REQUEST_BODY_INVALID'
  | 'CSTORE_REQUEST_HEADERS_TOO_LARGE'
  | 'CSTORE_REQUEST_INVALID'
  | 'CSTORE_REQUEST_MEDIA_TYPE'
  | 'CSTORE_RATE_LIMITED'
  | 'CSTORE_REQUEST_TIMEOUT'
  | 'CSTORE_REQUEST_TOO_LARGE'
  | 'CSTORE_REQUEST_TOOK_TOO_LONG'
  | 'CSTORE_ROUTE_NOT_FOUND'
  | 'CSTORE_SCHEMA_INVALID'
  | 'CSTORE_SCHEMA_UNCHECKED'
  | 'CSTORE_SCHEMA_VIOLATED'

export interface ErrorAt {
  /** JSON Pointer (RFC 6901) into the body, or into an object of the query parameters. */
  readonly pointer: string
  readonly detail: string
}

export class ApiError extends Error {
  readonly code: ApiErrorCode
  readonly errors: readonly ErrorAt[]
  readonly headers: Readonly<Record<string, string>>

  constructor(
    code: ApiErrorCode,
    detail: string,
    more: {
      errors?: readonly ErrorAt[]
      headers?: Readonly<Record<string, string>>
      cause?: unknown
    } = {},
  ) {
    super(detail, { cause: more.cause })
    this.name = 'ApiError'
    this.code = code
    this.errors = more.errors ?? []
    this.headers = more.headers ?? {}
  }
}
