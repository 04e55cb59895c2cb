/**
 * Schemas as they stand in the description: those with a title once, under that name, and
 * references to them everywhere else. OpenAPI 3.1 takes JSON Schema as it is, so nothing is
 * converted; only places that hold schemas are walked, for examples may look like some.
 */
import { isDeepStrictEqual } from 'node:util'

type Json = Record<string, unknown>

const SCHEMA = new Set(['additionalProperties', 'contains', 'contentSchema', 'items', 'not'])
const SCHEMAS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const SCHEMAS_BY_NAME = new Set(['patternProperties', 'properties'])

export class NamedSchemas {
  readonly #byName = new Map<string, unknown>()

  /** In order of their names. */
  get all(): Json {
    return Object.fromEntries(
      [...this.#byName].toSorted(([one], [other]) => one.localeCompare(other)),
    )
  }

  /** @throws Error when another schema has the same title */
  use(schema: unknown): unknown {
    if (!isObject(schema)) return schema
    const copy = this.#copy(schema)
    const { title } = schema
    if (typeof title !== 'string') return copy
    const known = this.#byName.get(title) ?? copy
    if (!isDeepStrictEqual(known, copy)) throw new Error(`Two schemas have the title ${title}`)
    this.#byName.set(title, copy)
    return { $ref: `#/components/schemas/${title}` }
  }

  #copy(schema: Json): Json {
    const entries = Object.entries(schema).map(([keyword, value]) => {
      if (SCHEMA.has(keyword)) return [keyword, this.use(value)] as const
      if (SCHEMAS.has(keyword) && Array.isArray(value)) {
        return [keyword, value.map((one) => this.use(one))] as const
      }
      if (SCHEMAS_BY_NAME.has(keyword) && isObject(value))
        return [keyword, this.#each(value)] as const
      return [keyword, value] as const
    })
    return Object.fromEntries(entries)
  }

  #each(schemas: Json): Json {
    return Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, this.use(schema)]),
    )
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
