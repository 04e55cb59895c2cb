import type { FastifySchema } from 'fastify'
import { isObject, type NamedSchemas } from './named-schemas.ts'
import { headerParameters } from './request-headers.ts'

/** The Parameter Objects of an operation (OpenAPI 3.1, 4.8.12). */
export function parametersOf(
  { params, querystring, requestHeaders }: FastifySchema,
  named: NamedSchemas,
): object[] {
  return [
    ...fromObject(params, 'path', named),
    ...fromObject(querystring, 'query', named),
    ...headerParameters(requestHeaders),
  ]
}

function fromObject(schema: unknown, place: 'path' | 'query', named: NamedSchemas): object[] {
  if (!isObject(schema) || !isObject(schema['properties'])) return []
  const required: unknown[] = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries(schema['properties']).map(([name, property]) =>
    Object.assign(
      { name, in: place, required: required.includes(name) },
      isObject(property) ? described(property, named) : {},
    ),
  )
}

function described(property: Record<string, unknown>, named: NamedSchemas): object {
  const { description, examples, contentMediaType, contentSchema, ...schema } = property
  // JSON in a parameter: what it must hold is told rather than that it is text.
  const content = typeof contentMediaType === 'string' && isObject(contentSchema)
  const example: unknown = firstOf(content ? contentSchema['examples'] : examples)
  return {
    ...(description === undefined ? {} : { description }),
    ...(content
      ? { content: { [contentMediaType]: { schema: named.use(contentSchema), example } } }
      : {
          schema: named.use('title' in schema ? property : schema),
          ...(example === undefined ? {} : { example }),
        }),
  }
}

export function firstOf(examples: unknown): unknown {
  return Array.isArray(examples) ? examples[0] : undefined
}
