import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

/**
 * Validates with the schemas of the routes. What arrives as text (path and query) is read as the
 * number or the truth value that its schema asks for when it is written as one, bodies never are.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema)
  const types = httpPart === 'querystring' ? typesOf(schema) : new Map<string, string>()
  return (given: unknown) => {
    // Paths and empty queries fit.
    if (compiled.Check(given)) return { value: given }
    const value = types.size === 0 ? given : read(given, types)
    if (compiled.Check(value)) return { value }
    return { error: compiled.Errors(value) }
  }
}

/** Of the parameters that are no text. */
function typesOf(schema: TSchema): Map<string, string> {
  const properties: Record<string, { type?: unknown }> =
    'properties' in schema ? Object(schema.properties) : {}
  const types = Object.entries(properties).map(([name, { type }]) => [name, String(type)] as const)
  return new Map(types.filter(([, type]) => type === 'integer' || type === 'boolean'))
}

function read(given: unknown, types: ReadonlyMap<string, string>): unknown {
  if (typeof given !== 'object' || given === null) return given
  const entries = Object.entries(given).map(([name, text]) => [
    name,
    readText(text, types.get(name)),
  ])
  return Object.fromEntries(entries)
}

function readText(text: unknown, type: string | undefined): unknown {
  if (typeof text !== 'string') return text
  if (type === 'integer' && /^-?\d{1,16}$/.test(text)) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}
