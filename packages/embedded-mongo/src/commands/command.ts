/** A command as it came, read field by field with the errors that MongoDB gives. */
import { decodeDocument, decodeElement, rawElements, type RawElement } from '../bson/decode.ts'
import type { RawDocument } from '../bson/encode.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { isDocument, isNumber, toNumber, typeName } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import type { Namespace } from '../engine/engine.ts'
import { isTrue } from '../query/operators.ts'

const DOCUMENT_TYPE = 0x03
const ARRAY_TYPE = 0x04

export class Command {
  readonly name: string
  readonly #bytes: Buffer
  readonly #elements: ReadonlyMap<string, RawElement>
  readonly #sequences: ReadonlyMap<string, readonly RawDocument[]>
  readonly #database: string | undefined

  constructor(
    bytes: Buffer,
    sequences: ReadonlyMap<string, readonly RawDocument[]>,
    database?: string,
  ) {
    const elements = rawElements(bytes)
    this.name = elements[0]?.name ?? ''
    this.#bytes = bytes
    this.#elements = new Map(elements.map((element) => [element.name, element]))
    this.#sequences = sequences
    this.#database = database
  }

  get(field: string): BsonValue {
    const element = this.#elements.get(field)
    return element === undefined ? undefined : decodeElement(this.#bytes, element)
  }

  get database(): string {
    const database = this.#database ?? this.get('$db')
    if (typeof database !== 'string' || !/^[^/\\. "$*<>:|?\0]{1,63}$/.test(database))
      throw new CommandError('InvalidNamespace', 'Expected a valid database name in $db')
    return database
  }

  /** The collection that the command's first field names. */
  get namespace(): Namespace {
    return this.namespaceIn(this.name)
  }

  namespaceIn(field: string): Namespace {
    const collection = this.get(field)
    const { database } = this
    if (
      typeof collection !== 'string' ||
      !/^[^.$\0][^$\0]*$/.test(collection) ||
      collection.endsWith('.') ||
      Buffer.byteLength(`${database}.${collection}`) > 255
    )
      throw new CommandError('InvalidNamespace', 'Invalid collection name specified')
    return { database, collection }
  }

  document(field: string): BsonDocument {
    const value = this.get(field)
    if (value === undefined || value === null) return new Map()
    return isDocument(value) ? value : this.#wrongType(field, value, 'object')
  }

  array(field: string): BsonValue[] | undefined {
    const value = this.get(field)
    if (value === undefined) return undefined
    return Array.isArray(value) ? value : this.#wrongType(field, value, 'array')
  }

  /** Whole and not negative; `otherwise` when absent. */
  count(field: string, otherwise: number): number {
    const value = this.get(field)
    if (value === undefined || value === null) return otherwise
    if (!isNumber(value)) return this.#wrongType(field, value, 'number')
    const number = Math.trunc(toNumber(value))
    if (!(number >= 0))
      throw new CommandError('BadValue', `BSON field '${field}' value must be >= 0`)
    return number
  }

  flag(field: string, otherwise = false): boolean {
    const value = this.get(field)
    return value === undefined ? otherwise : isTrue(value)
  }

  /** Undecoded, from a section of its own or from an array in the command. */
  rawDocuments(field: string): readonly RawDocument[] {
    const sequence = this.#sequences.get(field)
    if (sequence !== undefined) return sequence
    const array = this.#elements.get(field)
    if (array === undefined)
      throw new CommandError(
        'MissingField',
        `BSON field '${this.name}.${field}' is missing but a required field`,
      )
    if (array.type !== ARRAY_TYPE) return this.#wrongType(field, this.get(field), 'array')
    return rawElements(this.#bytes, array.offset).map((item) => {
      if (item.type !== DOCUMENT_TYPE)
        throw new CommandError('TypeMismatch', `Expected documents in '${field}'`)
      return this.#bytes.subarray(item.offset, item.offset + item.length)
    })
  }

  documents(field: string): BsonDocument[] {
    return this.rawDocuments(field).map((bytes) => decodeDocument(bytes))
  }

  #wrongType(field: string, value: BsonValue, expected: string): never {
    throw new CommandError(
      'TypeMismatch',
      `BSON field '${this.name}.${field}' is the wrong type '${typeName(value)}', expected type '${expected}'`,
    )
  }
}
