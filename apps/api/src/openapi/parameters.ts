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

/** Forms are filled in with an `example`, so what may be left out has its examples in the schema. */
function described(property: Record<string, unknown>, named: NamedSchemas): object {
  const { description, contentMediaType, contentSchema, ...schema } = property
  const told = description === undefined ? {} : { description }
  // JSON in a parameter: what it must hold is told rather than that it is text.
  if (typeof contentMediaType === 'string') {
    return { ...told, content: { [contentMediaType]: { schema: named.use(contentSchema) } } }
  }
  const example = property['~optional'] === true ? undefined : firstOf(schema['examples'])
  return {
    ...told,
    schema: named.use('title' in schema ? property : schema),
    ...(example === undefined ? {} : { example }),
  }
}

export function firstOf(examples: unknown): unknown {
  return Array.isArray(examples) ? examples[0] : undefined
}
