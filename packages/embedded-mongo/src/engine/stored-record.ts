import { decodeDocument } from '../bson/decode.ts'
import { orderKey } from '../bson/order-key.ts'
import type { BsonDocument } from '../bson/value.ts'

/** One state of a document. Never changed: a write puts another record in its place. */
export class StoredRecord {
  /** Order key of `_id`. */
  readonly key: string
  readonly bytes: Buffer
  #document: BsonDocument | undefined

  constructor(key: string, bytes: Buffer, document?: BsonDocument) {
    this.key = key
    this.bytes = bytes
    this.#document = document
  }

  /** @throws CommandError when the bytes are not a document that can be stored. */
  static fromBytes(bytes: Buffer): StoredRecord {
    const document = decodeDocument(bytes)
    return new StoredRecord(orderKey(document.get('_id')), bytes, document)
  }

  /** Decoded once; shared, so not to be changed. */
  get document(): BsonDocument {
    this.#document ??= decodeDocument(this.bytes)
    return this.#document
  }
}
