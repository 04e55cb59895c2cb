/** Documents as mingo wants them: plain objects and JavaScript's own types. */
import { deserialize } from 'bson'
import { encodeDocument } from '../bson/encode.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'

export type PlainDocument = Record<string, unknown>

export function plainDocument(document: BsonDocument): PlainDocument {
  return deserialize(encodeDocument(document))
}

export function plainFromBytes(bytes: Buffer): PlainDocument {
  return deserialize(bytes)
}

export function plainValue(value: BsonValue): unknown {
  return plainDocument(new Map([['value', value]]))['value']
}
