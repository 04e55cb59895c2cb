import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'

/**
 * Validates with the schemas of the routes. What arrives as text (path and query) is converted
 * when it does not fit as it is, bodies never are.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema)
  return (given: unknown) => {
    // Paths and empty queries fit, and conversion walks the schema anew for every request.
    if (compiled.Check(given)) return { value: given }
    const value = httpPart === 'body' ? given : Value.Convert(schema, given)
    if (compiled.Check(value)) return { value }
    return { error: compiled.Errors(value) }
  }
}
