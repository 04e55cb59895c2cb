import { serialize, type Document } from 'bson'
import { decodeDocument } from '../bson/decode.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'

/** The document that a driver would send for a JavaScript object. */
export function documentOf(object: Document): BsonDocument {
  return decodeDocument(Buffer.from(serialize(object, { ignoreUndefined: false })))
}

export function valueOf(value: unknown): BsonValue {
  return documentOf({ value }).get('value')
}
