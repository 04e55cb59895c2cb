import { decodeDocument } from '../bson/decode.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { compileFilter } from '../query/filter.ts'
import { isTrue } from '../query/operators.ts'
import { someValue } from '../query/paths.ts'
import type { Predicate } from '../query/predicate.ts'
import { indexEntries, type IndexEntries } from './index-keys.ts'
import type { StoredRecord } from './stored-record.ts'

/** A declared index. Only unique ones are kept: they are a rule; the others would be speed. */
export class IndexSpec {
  readonly name: string
  readonly unique: boolean
  /** As declared, for `listIndexes`. */
  readonly bytes: Buffer
  readonly spec: BsonDocument
  readonly fields: readonly string[]
  readonly #paths: readonly (readonly string[])[]
  readonly #sparse: boolean
  readonly #covers: Predicate

  constructor(bytes: Buffer) {
    this.bytes = bytes
    this.spec = decodeDocument(bytes)
    const name = this.spec.get('name')
    const key = this.spec.get('key')
    const partial = this.spec.get('partialFilterExpression')
    this.name = typeof name === 'string' ? name : ''
    this.unique = isTrue(this.spec.get('unique'))
    this.fields = key instanceof Map ? [...key.keys()] : []
    this.#paths = this.fields.map((field) => field.split('.'))
    this.#sparse = isTrue(this.spec.get('sparse'))
    this.#covers = partial instanceof Map ? compileFilter(partial) : () => true
  }

  /** The entries of a document, each of which no other document may have if unique. */
  entriesOf({ document }: StoredRecord): IndexEntries {
    if (!this.#covers(document) || (this.#sparse && !this.#hasAnyField(document))) return new Map()
    return indexEntries(document, this.#paths)
  }

  /** The values behind an entry, for the error that names them. */
  named(values: readonly BsonValue[]): BsonDocument {
    return new Map(this.fields.map((field, index) => [field, values[index] ?? null]))
  }

  get keyPattern(): BsonValue {
    return this.spec.get('key')
  }

  #hasAnyField(document: BsonDocument): boolean {
    return this.#paths.some((path) => someValue(document, path, (value) => value !== undefined))
  }
}
