/** Fields of requests that mean something here. The handlers check them, and say what was wrong. */

interface DescribedField {
  readonly description: string
  readonly schema: Readonly<Record<string, unknown>>
  readonly example: string
}

const TAG = '(?:W/)?"[!#-~]*"'
/** `*`, or entity tags in a list (RFC 9110, 13.1). */
const TAGS = {
  type: 'string',
  anyOf: [{ const: '*' }, { pattern: `^${TAG}(?: *, *${TAG})*$` }],
} as const

const REQUEST_HEADERS = {
  'Cache-Control': {
    description:
      'With `no-cache`, and a key, the cache is passed by and gets what was read. Not together with `If-None-Match`, for browsers send both unasked',
    schema: { type: 'string' },
    example: 'no-cache',
  },
  'Idempotency-Key': {
    description:
      'Chosen by the client, new for each document. A request that is repeated with the same key and body within 24 hours makes no second document and gets the same answer, with `Idempotent-Replayed: true`',
    schema: {
      type: 'string',
      pattern: '^(?:[!#-~]{1,255}|"(?:[ !#-\\[\\]-~]|\\\\["\\\\]){1,255}")$',
    },
    example: '8e03978e-40d5-43dd-bc93-6894a57f9324',
  },
  'If-Match': {
    description: 'Only if the document has one of these entity tags; `*`: only if it exists',
    schema: TAGS,
    example: '*',
  },
  'If-None-Match': {
    description: '304 without the document if it still has one of these entity tags',
    schema: TAGS,
    example: '"2-Jb9GLXawJBnQEjCp"',
  },
  'If-None-Match: *': {
    description: '`*`: only if the document does not exist',
    schema: { type: 'string', enum: ['*'] },
    example: '*',
  },
  'Last-Event-ID': {
    description: 'The `id` of the last event seen: the stream goes on after it',
    schema: { type: 'string', maxLength: 256 },
    example: '3f0c1d2e.1795464984153.1795464991870-0',
  },
} as const satisfies Readonly<Record<string, DescribedField>>

export type RequestHeader = keyof typeof REQUEST_HEADERS

/** Their Parameter Objects (OpenAPI 3.1, 4.8.12). */
export function headerParameters(names: readonly RequestHeader[] = []): object[] {
  return names.map((named) => {
    const [name = named] = named.split(':')
    const { description, schema, example } = REQUEST_HEADERS[named]
    return {
      name,
      in: 'header',
      required: false,
      description,
      schema: { ...schema, examples: [example] },
    }
  })
}
