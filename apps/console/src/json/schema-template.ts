/** A first draft of a document: what its schema requires, to be filled in. */
import { isObject, type JsonObject } from './json-value.ts'

export function schemaTemplate(schema: object | undefined): JsonObject {
  if (!isObject(schema)) return {}
  const { required, properties } = schema
  const names = Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []
  const known = isObject(properties) ? properties : {}
  return Object.fromEntries(
    names.filter((name) => name !== 'id').map((name) => [name, valueFor(known[name])]),
  )
}

function valueFor(schema: unknown): unknown {
  if (!isObject(schema)) return null
  if ('default' in schema) return schema['default']
  if ('const' in schema) return schema['const']
  const { enum: values, type } = schema
  if (Array.isArray(values)) return values[0]
  const [first]: unknown[] = Array.isArray(type) ? type : [type]
  return first === 'object' || 'properties' in schema
    ? schemaTemplate(schema)
    : (EMPTY.get(first) ?? null)
}

const EMPTY: ReadonlyMap<unknown, unknown> = new Map<unknown, unknown>([
  ['string', ''],
  ['number', 0],
  ['integer', 0],
  ['boolean', false],
  ['array', []],
])
