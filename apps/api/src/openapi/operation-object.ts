import type { Operation } from './operation.ts'
import { isBelowCollection } from './operation.ts'
import { isObject, type NamedSchemas } from './named-schemas.ts'
import { firstOf, parametersOf } from './parameters.ts'
import { problemResponses } from './problem-responses.ts'
import { headersObject, optionalHeaders, type HeaderUse } from './response-headers.ts'

type Json = Record<string, unknown>

/** The Operation Object of a route (OpenAPI 3.1, 4.8.10). */
export function operationObject(operation: Operation, named: NamedSchemas): object {
  const { schema } = operation
  const parameters = parametersOf(schema, named)
  const body = requestBody(operation, named)
  return {
    operationId: operationIdOf(operation),
    tags: schema.tags,
    summary: summaryOf(operation),
    description: [schema.description, whoMay(operation)].filter(Boolean).join('\n\n'),
    security: securityOf(operation),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: body } : {}),
    responses: responsesOf(operation, named),
  }
}

/** HEAD shares a route with GET, and needs a name of its own. */
function operationIdOf({ method, schema }: Operation): string | undefined {
  return method === 'HEAD' ? schema.operationId?.replace(/^get/, 'head') : schema.operationId
}

function summaryOf({ method, schema }: Operation): string | undefined {
  return method === 'HEAD' ? `${schema.summary}: its fields alone` : schema.summary
}

function whoMay(operation: Operation): string {
  const { access, narrowed } = operation
  if (access === 'open') return 'For everybody.'
  const where = isBelowCollection(operation) ? ', for the collection' : ', for all collections'
  if (narrowed) return `For every key; tells what it is for.`
  if (access === 'reader') return `For every key${where}; for everybody if it has \`publicRead\`.`
  return `For keys with the role \`${access}\`${access === 'writer' ? ' or `admin`' : ''}${where}.`
}

function securityOf({ access, narrowed }: Operation): object[] {
  if (access === 'open') return []
  return access === 'reader' && !narrowed ? [{ key: [] }, {}] : [{ key: [] }]
}

function requestBody({ schema }: Operation, named: NamedSchemas): object | null {
  const { body, stream } = schema
  if (stream) {
    const { mediaType, description, example } = stream
    const media = { schema: { type: 'string' }, example }
    return { required: true, description, content: { [mediaType]: media } }
  }
  if (!isObject(body)) return null
  const content = isObject(body['content'])
    ? body['content']
    : { 'application/json': { schema: body } }
  return { required: body['~optional'] !== true, content: mediaTypes(content, named) }
}

/** Media Type Objects; the example of a body is that of its schema where none is given. */
function mediaTypes(content: Json, named: NamedSchemas): Json {
  return Object.fromEntries(
    Object.entries(content).map(([mediaType, media]) => {
      const { schema, example } = isObject(media) ? media : {}
      const shown = example ?? (isObject(schema) ? firstOf(schema['examples']) : undefined)
      return [
        mediaType,
        { schema: named.use(schema), ...(shown === undefined ? {} : { example: shown }) },
      ]
    }),
  )
}

function responsesOf(operation: Operation, named: NamedSchemas): Json {
  const always: readonly HeaderUse[] =
    operation.access === 'open'
      ? ['X-Request-Id']
      : ['RateLimit', 'RateLimit-Policy', 'X-Request-Id']
  const responses: Json = problemResponses(operation, always)
  for (const [status, answer] of Object.entries(operation.schema.response ?? {})) {
    const { description, headers, content } = isObject(answer) ? answer : {}
    const own = isHeaderUses(headers) ? headers : []
    const hasBody = isObject(content) && operation.method !== 'HEAD'
    responses[status] = merged(responses[status], {
      description,
      headers: headersObject([...always, ...own]),
      ...(hasBody ? { content: mediaTypes(content, named) } : {}),
    })
  }
  return operation.method === 'HEAD' ? withoutBodies(responses) : responses
}

/** A status may say that something is the matter by a problem, or in the words of its operation. */
function merged(problem: unknown, answer: Json): Json {
  if (!isObject(problem)) return answer
  return {
    description: `${String(answer['description'])}\n\n${String(problem['description'])}`,
    headers: {
      ...optionalHeaders(Object.keys(Object(problem['headers']))),
      ...Object(answer['headers']),
    },
    content: { ...Object(answer['content']), ...Object(problem['content']) },
  }
}

function withoutBodies(responses: Json): Json {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      const { content: _, ...rest } = isObject(response) ? response : {}
      return [status, rest]
    }),
  )
}

function isHeaderUses(value: unknown): value is readonly HeaderUse[] {
  return Array.isArray(value)
}
