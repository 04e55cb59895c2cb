/**
 * Applying an update to what a filter matches. Deciding that a document matches and writing it
 * happen in one go: nobody else runs in between.
 */
import { encodeDocument } from '../bson/encode.ts'
import { decodeDocument } from '../bson/decode.ts'
import type { BsonDocument } from '../bson/value.ts'
import type { Collection } from '../engine/collection.ts'
import type { Engine, Namespace } from '../engine/engine.ts'
import type { StoredRecord } from '../engine/stored-record.ts'
import type { Update } from '../update/update.ts'
import { upsertedDocument } from '../update/upsert.ts'
import { storable } from './insert.ts'

/** The record as it is after the update: the same one if nothing changed. */
export function modify(collection: Collection, record: StoredRecord, update: Update): StoredRecord {
  const bytes = encodeDocument(update.apply(decodeDocument(record.bytes), false))
  return bytes.equals(record.bytes) ? record : collection.replace(record, bytes)
}

export interface Upsert {
  readonly namespace: Namespace
  readonly filter: BsonDocument
  readonly update: Update
}

export function upsert(engine: Engine, { namespace, filter, update }: Upsert): StoredRecord {
  const bytes = storable(encodeDocument(upsertedDocument(filter, update)))
  return engine.ensure(namespace).insert(bytes)
}
