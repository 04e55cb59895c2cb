/**
 * BSON values as relaxed Extended JSON v2
 * (https://github.com/mongodb/specifications, extended-json). Two things differ from the driver's
 * `EJSON.serialize`: integers of 64 bits that JSON numbers cannot hold exactly are written as
 * `$numberLong`, so that nothing is lost on the way; and values are told by their class, never by a
 * field named `_bsontype`, which a stored document may have.
 *
 * With exact types, numbers that would be read back as another type of number (`parse.ts`) are
 * wrapped too: whole doubles, and integers of 64 bits that 32 bits would hold.
 */
import { BSON, Double, Int32, type Long } from 'mongodb'
import { isLong, isPlainObject, setField, type Fields } from './plain-object.ts'

/** Whether types of numbers matter that JSON does not tell apart. */
export type Types = 'relaxed' | 'exact'

/** A value as it travels. The value is new: callers may change it. */
export function present(value: unknown, types: Types = 'relaxed'): unknown {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return presentDouble(value, types)
  if (value instanceof Int32) return value.value
  if (value instanceof Double) return presentDouble(value.value, types)
  if (isLong(value)) return presentLong(value, types)
  if (Array.isArray(value)) return value.map((item) => present(item, types))
  if (value instanceof Date) return presentDate(value)
  if (isPlainObject(value)) return presentFields(value, types)
  return presentOther(value)
}

/** Fields of a document or sub-document, in their order. */
export function presentFields(fields: Fields, types: Types = 'relaxed'): Fields {
  const presented: Fields = {}
  for (const [name, value] of Object.entries(fields))
    setField(presented, name, present(value, types))
  return presented
}

function presentDouble(value: number, types: Types): unknown {
  const isPlain = Number.isFinite(value) && (types === 'relaxed' || !Number.isSafeInteger(value))
  return isPlain ? value : { $numberDouble: Object.is(value, -0) ? '-0' : String(value) }
}

function presentLong(value: Long, types: Types): unknown {
  const number = value.toNumber()
  const isPlain = Number.isSafeInteger(number) && (types === 'relaxed' || number !== (number | 0))
  return isPlain ? number : { $numberLong: value.toString() }
}

const FIRST_YEAR_10000_MS = 253_402_300_800_000

function presentDate(date: Date): unknown {
  const timeMs = date.getTime()
  return timeMs >= 0 && timeMs < FIRST_YEAR_10000_MS
    ? // The specification leaves out milliseconds that are zero.
      { $date: date.toISOString().replace('.000Z', 'Z') }
    : { $date: { $numberLong: String(timeMs) } }
}

function presentOther(value: unknown): unknown {
  const { wrapped } = BSON.EJSON.serialize({ wrapped: value }, { relaxed: true })
  return wrapped
}
