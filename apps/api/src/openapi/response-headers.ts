/** The fields that answers carry beside those of HTTP itself, described once. */

interface DescribedHeader {
  readonly description: string
  /** It is on every answer that lists it. */
  readonly required?: true
  readonly schema: Readonly<Record<string, unknown>>
  readonly example: string | number
}

const DATE = '^[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT$'

export const RESPONSE_HEADERS = {
  'Accept-Patch': {
    description: 'Media types of patches (RFC 5789)',
    required: true,
    schema: { type: 'string' },
    example: 'application/merge-patch+json, application/json-patch+json',
  },
  'Cache-Control': {
    description:
      'Caches in between may keep the answer but must ask before each use; secrets may not be kept',
    required: true,
    schema: { type: 'string', pattern: '^(?:(?:private, )?no-cache(?:, no-transform)?|no-store)$' },
    example: 'private, no-cache',
  },
  'Cache-Status': {
    description:
      'What the cache did (RFC 9211): `hit`, or `fwd` and why; `stored`, `collapsed` and the seconds of freshness left',
    required: true,
    schema: { type: 'string', pattern: '^cstore; (?:hit|fwd=[a-z-]+)(?:; [a-z]+(?:=[^;]+)?)*$' },
    example: 'cstore; hit; ttl=299',
  },
  'CStore-Feed': {
    description: 'Where the changes come from',
    required: true,
    schema: { type: 'string', enum: ['redis', 'memory'] },
    example: 'redis',
  },
  'CStore-Import-Line': {
    description: 'All lines up to this one are stored for good or were refused: `skip` this many',
    schema: { type: 'integer', minimum: 0 },
    example: 1500,
  },
  'CStore-Warning': {
    description:
      'MongoDB reads the whole collection for this query. Add an index to the settings that begins with the fields that must equal something, then has those of the sort',
    schema: { type: 'string', enum: ['no index serves this query'] },
    example: 'no index serves this query',
  },
  ETag: {
    description: 'Version and digest of the document; for `If-Match` and `If-None-Match`',
    required: true,
    schema: { type: 'string', pattern: '^"\\d+-[A-Za-z0-9_-]+"$' },
    example: '"2-Jb9GLXawJBnQEjCp"',
  },
  'Idempotent-Replayed': {
    description: 'The answer to an earlier request with the same `Idempotency-Key`, given again',
    schema: { type: 'string', enum: ['true'] },
    example: 'true',
  },
  'Last-Modified': {
    description: 'Absent for documents that CStore never wrote. For people: it decides nothing',
    schema: { type: 'string', pattern: DATE },
    example: 'Mon, 23 Nov 2026 20:16:31 GMT',
  },
  Location: {
    description: 'Path of what was created',
    required: true,
    schema: { type: 'string', pattern: '^/api/v1/' },
    example: '/api/v1/collections/movies/documents/brazil',
  },
  RateLimit: {
    description:
      'What is left of the quota and the seconds until it is whole again (draft-ietf-httpapi-ratelimit-headers); where there are limits',
    schema: { type: 'string', pattern: '^"(?:key|address)";r=\\d+;t=\\d+$' },
    example: '"key";r=99;t=1',
  },
  'RateLimit-Policy': {
    description: 'The quota: requests in a window of so many seconds; where there are limits',
    schema: { type: 'string', pattern: '^"(?:key|address)";q=\\d+;w=\\d+$' },
    example: '"key";q=100;w=60',
  },
  'Retry-After': {
    description: 'Seconds after which the same request may well succeed',
    required: true,
    schema: { type: 'integer', minimum: 1 },
    example: 1,
  },
  'Server-Timing': {
    description: 'Milliseconds of the read, through the cache',
    required: true,
    schema: { type: 'string', pattern: '^read;dur=\\d+\\.\\d{2}$' },
    example: 'read;dur=0.42',
  },
  'WWW-Authenticate': {
    description: 'How to say who you are (RFC 6750)',
    required: true,
    schema: { type: 'string', pattern: '^Bearer ' },
    example: 'Bearer realm="cstore"',
  },
  'X-Accel-Buffering': {
    description: 'Tells proxies to pass on events as they come',
    required: true,
    schema: { type: 'string', enum: ['no'] },
    example: 'no',
  },
  'X-Request-Id': {
    description: 'Id of the request: that of the client when it sent a usable one, else a new one',
    required: true,
    schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,64}$' },
    example: '6e1f6b8e-2c5d-4d0a-9b43-1f0a6d2b1134',
  },
} as const satisfies Readonly<Record<string, DescribedHeader>>

type ResponseHeader = keyof typeof RESPONSE_HEADERS

/** With `?`: only some of the answers that list it carry it. */
export type HeaderUse = ResponseHeader | `${ResponseHeader}?`

/** The Headers Object of a response (OpenAPI 3.1, 4.8.17). */
export function headersObject(uses: readonly HeaderUse[]): Record<string, object> {
  const sorted = [...new Set(uses)].toSorted()
  return Object.fromEntries(sorted.map((use) => [use.replace('?', ''), headerObject(use)]))
}

/** Those that only some of the answers carry. */
export function optionalHeaders(names: readonly string[]): Record<string, object> {
  return headersObject(names.filter(isName).map((name): HeaderUse => `${name}?`))
}

function headerObject(use: HeaderUse): object {
  if (isName(use)) return { $ref: `#/components/headers/${use}` }
  const name = use.slice(0, -1)
  return isName(name) ? { ...RESPONSE_HEADERS[name], required: false } : {}
}

function isName(text: string): text is ResponseHeader {
  return Object.hasOwn(RESPONSE_HEADERS, text)
}
