/**
 * The filter that a document matches only while it is as it was read (decision 4): version and
 * time of creation, or every top-level field of a foreign document. What remains: a document
 * deleted and created again within the millisecond that both share is taken for the old one, and a
 * change by another program that leaves `_cstore` alone is not noticed.
 */
import { RESERVED_FIELD } from '@cstore/contracts'
import {
  Binary,
  BSON,
  Decimal128,
  Double,
  Int32,
  Long,
  ObjectId,
  Timestamp,
  type Filter,
} from 'mongodb'
import { isPlainObject, type Fields } from '../bson/plain-object.ts'
import { idCondition } from './id-condition.ts'
import { bookkeepingOf, type Row } from './stored-document.ts'

/** A command must fit 16 MiB together with the replacement; beyond this, fields are not named. */
const MAX_NAMED_BYTES = 1024 * 1024
const EXACT_CLASSES = [Binary, Date, Decimal128, Double, Int32, Long, ObjectId, Timestamp]

export function unchangedFilter(raw: Row): Filter<Row> {
  const kept = bookkeepingOf(raw)
  if (kept !== null)
    return {
      _id: idCondition(raw['_id']),
      [`${RESERVED_FIELD}.v`]: kept.version,
      [`${RESERVED_FIELD}.createdAt`]: kept.createdAt,
    }
  return foreignFilter(raw)
}

function foreignFilter(raw: Row): Filter<Row> {
  const filter: Filter<Row> = { [RESERVED_FIELD]: { $exists: Object.hasOwn(raw, RESERVED_FIELD) } }
  let bytesLeft = MAX_NAMED_BYTES
  for (const [name, value] of Object.entries(raw)) {
    if (name === '_id' || !canBeNamed(name) || !canBeCompared(value)) continue
    bytesLeft -= BSON.calculateObjectSize({ value })
    if (bytesLeft < 0) continue
    filter[name] = value === null ? { $type: 'null' } : { $eq: value }
  }
  return { ...filter, _id: idCondition(raw['_id']) }
}

function canBeNamed(name: string): boolean {
  return name !== '' && name !== '__proto__' && !name.startsWith('$') && !name.includes('.')
}

/** Whether the driver sends the value back exactly as it was stored, so that `$eq` finds it. */
function canBeCompared(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (Array.isArray(value)) return value.every(canBeCompared)
  if (isPlainObject(value))
    return (
      !('_bsontype' in value) && keepsItsOrder(value) && Object.values(value).every(canBeCompared)
    )
  return EXACT_CLASSES.some((exact) => value instanceof exact)
}

/** JavaScript moves names like `1` to the front; sub-documents are equal only in the same order. */
function keepsItsOrder(fields: Fields): boolean {
  const names = Object.keys(fields)
  return names.length < 2 || !names.some((name) => /^\d+$/.test(name))
}
