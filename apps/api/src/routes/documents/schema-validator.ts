/** Documents against the JSON Schema (2020-12) of their collection. */
import type { StoredCollection } from '@cstore/store'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { ApiError, type ErrorAt } from '../../problems/api-errors.ts'
import { faultsAt } from './schema-faults.ts'

const MAX_ERRORS = 100

/** Compiles each schema once per change of settings. */
export class SchemaValidator {
  readonly #compiled = new WeakMap<object, ValidateFunction>()

  /** @throws ApiError CSTORE_SCHEMA_INVALID when this is no JSON Schema that can be used. */
  compile(schema: object): ValidateFunction {
    const known = this.#compiled.get(schema)
    if (known) return known
    // A compiler each: `$id`s of collections may be alike, and what is compiled can be freed.
    const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true })
    formats.default(ajv)
    try {
      if (!ajv.validateSchema(schema)) throw notASchema(ajv.errors ?? [])
      const validate = ajv.compile(schema)
      this.#compiled.set(schema, validate)
      return validate
    } catch (error) {
      if (error instanceof ApiError) throw error
      const why = error instanceof Error ? error.message : String(error)
      throw new ApiError('CSTORE_SCHEMA_INVALID', `The schema cannot be used: ${why}.`)
    }
  }

  /** @throws ApiError CSTORE_DOCUMENT_SCHEMA_VIOLATED */
  check({ settings }: StoredCollection, document: Record<string, unknown>): void {
    if (!settings.schema) return
    const errors = this.faults(settings.schema, document)
    if (errors.length === 0) return
    throw new ApiError(
      'CSTORE_DOCUMENT_SCHEMA_VIOLATED',
      'The document does not satisfy the schema of its collection.',
      { errors },
    )
  }

  /** What a document has against a schema; empty: nothing. @throws ApiError CSTORE_SCHEMA_INVALID */
  faults(schema: object, document: unknown): ErrorAt[] {
    const validate = this.compile(schema)
    if (validate(document)) return []
    return faultsAt('', validate.errors ?? []).slice(0, MAX_ERRORS)
  }
}

function notASchema(errors: readonly ErrorObject[]): ApiError {
  return new ApiError('CSTORE_SCHEMA_INVALID', 'The schema is not a JSON Schema (2020-12).', {
    errors: faultsAt('/schema', errors).slice(0, MAX_ERRORS),
  })
}
