/**
 * Documents that exist against a schema that is to hold from now on. A check looks at so many
 * documents, for so long, and stops at so many faulty ones; it can be continued.
 */
import {
  MAX_INVALID_DOCUMENTS,
  type CollectionSettingsInput,
  type ValidationReport,
} from '@cstore/contracts'
import type { Store } from '@cstore/store'
import { ApiError, type ErrorAt } from '../../problems/api-errors.ts'
import type { SchemaValidator } from '../documents/schema-validator.ts'

export interface ExistingDocumentsDependencies {
  readonly store: Store
  readonly validator: SchemaValidator
  /** Monotonic, milliseconds. */
  readonly now?: () => number
}

export interface Check {
  readonly collection: string
  readonly schema: object
  readonly after?: string | undefined
}

const MAX_DOCUMENTS = 100_000
const MAX_MS = 10_000

export class ExistingDocuments {
  readonly #deps: ExistingDocumentsDependencies

  constructor(dependencies: ExistingDocumentsDependencies) {
    this.#deps = dependencies
  }

  /** @throws ApiError CSTORE_SCHEMA_INVALID; CursorInvalidError when `after` is no id */
  async check({ collection, schema, after }: Check): Promise<ValidationReport> {
    const { store, validator, now = () => performance.now() } = this.#deps
    const untilMs = now() + MAX_MS
    const invalid: ValidationReport['invalid'] = []
    let checked = 0
    const options = after === undefined ? {} : { after }
    for await (const { id, body } of store.documents.scan(collection, options)) {
      checked += 1
      const errors = validator.faults(schema, JSON.parse(body.toString()))
      if (errors.length > 0) invalid.push({ id, errors })
      const enough = checked === MAX_DOCUMENTS || invalid.length === MAX_INVALID_DOCUMENTS
      if (enough || now() > untilMs) return { checked, invalid, next: id }
    }
    return { checked, invalid, next: null }
  }

  /** @throws ApiError unless all documents satisfy the schema of these settings */
  async require(collection: string, { schema }: CollectionSettingsInput): Promise<void> {
    if (!schema) return
    const { invalid, checked, next } = await this.check({ collection, schema })
    if (invalid.length > 0) {
      throw new ApiError(
        'CSTORE_SCHEMA_VIOLATED',
        `Documents that exist do not satisfy the schema: ${invalid.length}${next === null ? '' : ' and perhaps more'}. Nothing was changed.`,
        { errors: invalid.flatMap(({ id, errors }) => errors.slice(0, 1).map(ofDocument(id))) },
      )
    }
    if (next === null) return
    throw new ApiError(
      'CSTORE_SCHEMA_UNCHECKED',
      `Only the first ${checked} documents could be checked in time; all of them satisfy the schema. Nothing was changed.`,
    )
  }
}

/** Pointers lead through the id into the document. */
function ofDocument(id: string): (error: ErrorAt) => ErrorAt {
  const name = id.replaceAll('~', '~0').replaceAll('/', '~1')
  return ({ pointer, detail }) => ({
    pointer: `/${name}${pointer}`,
    detail: `document ${JSON.stringify(id)}: ${detail}`,
  })
}
