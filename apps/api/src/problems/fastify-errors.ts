import { ApiError, type ErrorAt } from './api-errors.ts'

/** Fastify's own errors by their codes, in our words. */
const BY_CODE: Readonly<Record<string, (message: string) => ApiError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    new ApiError('CSTORE_REQUEST_TOO_LARGE', 'The body is larger than this server accepts.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new ApiError(
      'CSTORE_REQUEST_MEDIA_TYPE',
      'Expected `Content-Type: application/json`, or `application/x-ndjson` for an import.',
    ),
  // The method QUERY, to an address that is none.
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: () =>
    new ApiError('CSTORE_REQUEST_MEDIA_TYPE', 'Expected a `Content-Type`.'),
  FST_ERR_CTP_EMPTY_JSON_BODY: () =>
    new ApiError('CSTORE_REQUEST_BODY_INVALID', 'Expected JSON, got an empty body.'),
  FST_ERR_CTP_INVALID_JSON_BODY: () =>
    new ApiError('CSTORE_REQUEST_BODY_INVALID', 'The body is not valid JSON.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new ApiError(
      'CSTORE_REQUEST_BODY_INVALID',
      'The body is not as long as `Content-Length` says.',
    ),
  FST_ERR_BAD_URL: () => new ApiError('CSTORE_REQUEST_INVALID', 'The URL is not properly encoded.'),
}

const MAX_ERRORS = 20
const MAX_POINTER_CHARACTERS = 1024
const UNKNOWN = 'is not known here'

interface Fault {
  readonly instancePath: string
  readonly message: string
  readonly keyword: string
  readonly params: unknown
}

/** Null for what is not Fastify's. */
export function fromFastify(error: unknown): ApiError | null {
  if (!(error instanceof Error)) return null
  if ('validation' in error && isFaults(error.validation)) {
    const context = 'validationContext' in error ? String(error.validationContext) : 'request'
    return new ApiError(
      'CSTORE_REQUEST_INVALID',
      `The ${PLACE[context] ?? context} is not as expected.`,
      {
        errors: distinct(describeAll(error.validation)),
      },
    )
  }
  const known = 'code' in error && typeof error.code === 'string' ? BY_CODE[error.code] : undefined
  return known?.(error.message) ?? null
}

const PLACE: Readonly<Record<string, string>> = {
  querystring: 'query',
  params: 'path',
  headers: 'header',
}

/** One line for each fault: the validator tells of every alternative, and twice of what is unknown. */
function describeAll(faults: readonly Fault[]): ErrorAt[] {
  const choices = choicesOf(faults)
  const told = new Set<string>()
  const isNamed = faults.some(({ keyword }) => keyword === 'additionalProperties')
  return faults.flatMap((fault) => {
    const { instancePath, keyword } = fault
    const allowed = choices.get(instancePath)
    // Comes with `additionalProperties`, which has the names, unless there are too many faults to tell.
    if ((keyword === 'boolean' && isNamed) || told.has(instancePath)) return []
    if (!allowed) return describe(fault)
    told.add(instancePath)
    return [{ pointer: instancePath, detail: `must be ${oneOf(allowed)}` }]
  })
}

/** Where there is something to choose from, by pointer. */
function choicesOf(faults: readonly Fault[]): ReadonlyMap<string, readonly unknown[]> {
  const choices = new Map<string, unknown[]>()
  for (const { instancePath, params } of faults) {
    const allowed = allowedBy(params)
    if (allowed.length === 0) continue
    choices.set(instancePath, [...(choices.get(instancePath) ?? []), ...allowed])
  }
  return choices
}

/** Of the keywords `const` and `enum`. */
function allowedBy(params: unknown): readonly unknown[] {
  if (typeof params !== 'object' || params === null) return []
  if ('allowedValue' in params) return [params.allowedValue]
  return 'allowedValues' in params && Array.isArray(params.allowedValues)
    ? params.allowedValues
    : []
}

function oneOf(allowed: readonly unknown[]): string {
  const values = allowed.map((value) => JSON.stringify(value)).join(', ')
  return allowed.length === 1 ? values : `one of ${values}`
}

function describe({ instancePath, message, keyword, params }: Fault): ErrorAt[] {
  // Names what is too much: "must not have additional properties" alone helps nobody.
  if (keyword === 'additionalProperties' && hasNames(params)) {
    return params.additionalProperties.map((name) => ({
      pointer: `${instancePath}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      detail: UNKNOWN,
    }))
  }
  return [{ pointer: instancePath, detail: keyword === 'boolean' ? UNKNOWN : message }]
}

/** Each once, and none that repeats an endless name of the client's. */
function distinct(errors: readonly ErrorAt[]): ErrorAt[] {
  const byPointer = new Map(errors.map((error) => [`${error.pointer} ${error.detail}`, error]))
  return [...byPointer.values()].slice(0, MAX_ERRORS).map(({ pointer, detail }) => ({
    pointer:
      pointer.length > MAX_POINTER_CHARACTERS
        ? pointer.slice(0, pointer.lastIndexOf('/', MAX_POINTER_CHARACTERS))
        : pointer,
    detail,
  }))
}

function hasNames(params: unknown): params is { additionalProperties: readonly string[] } {
  return (
    typeof params === 'object' &&
    params !== null &&
    'additionalProperties' in params &&
    Array.isArray(params.additionalProperties)
  )
}

function isFaults(value: unknown): value is readonly Fault[] {
  return Array.isArray(value)
}
