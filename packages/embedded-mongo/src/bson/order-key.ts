/**
 * A string per BSON value whose order (by code unit) is MongoDB's order of values: types first,
 * then within a type, numbers across their types. Equal values, and only those, have equal keys.
 *
 * So one encoding serves as key of documents, of indexes, for equality and for sorting. Each
 * character is one byte. A key within another ends by itself: below every type's tag is only
 * the end mark, so a prefix sorts first.
 */
import { bsonType, Long, type Decimal128 } from 'bson'
import { compareWithDouble, normalizedDecimal } from './decimal.ts'
import { encodeDocument } from './encode.ts'
import type { BsonDocument, BsonTypeName, BsonValue } from './value.ts'
import { typeName } from './value.ts'

const TAGS: Record<BsonTypeName, number> = {
  minKey: 1,
  undefined: 2,
  null: 5,
  double: 10,
  int: 10,
  long: 10,
  decimal: 10,
  string: 15,
  symbol: 15,
  object: 20,
  array: 25,
  binData: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  javascript: 60,
  javascriptWithScope: 65,
  maxKey: 127,
}

const END = '\0'
const ASCII_WITHOUT_CONTROLS = /^[ -~]*$/

/** Values of types with the same tag compare with each other; others only by their tags. */
export function typeTag(value: BsonValue): number {
  return TAGS[typeName(value)]
}

export function orderKey(value: BsonValue): string {
  return String.fromCharCode(typeTag(value)) + payload(value)
}

function payload(value: BsonValue): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return text(value)
  if (typeof value === 'boolean') return value ? '\x01' : '\0'
  if (value instanceof Date) return sortableDouble(value.getTime())
  if (Array.isArray(value)) return value.map(orderKey).join('') + END
  if (value instanceof Map) return fields(value)
  switch (value[bsonType]) {
    case 'Int32':
    case 'Double':
      return sortableDouble(value.value) + NO_REMAINDER
    case 'Long':
      return longPayload(value)
    case 'Decimal128':
      return decimalPayload(value)
    case 'ObjectId':
      return latin1(value.id)
    case 'Binary':
      return binaryPayload(value.value(), value.sub_type)
    case 'Timestamp':
      return uint32(value.high) + uint32(value.low)
    case 'BSONRegExp':
      return text(value.pattern) + text(value.options)
    case 'BSONSymbol':
      return text(value.value)
    case 'Code':
      return text(value.code) + scope(value.scope)
    case 'MinKey':
    case 'MaxKey':
      break
  }
  return ''
}

/** Type, then name, then value, field after field: MongoDB's order of documents. */
function fields(document: BsonDocument): string {
  let key = ''
  for (const [name, value] of document) {
    key += String.fromCharCode(typeTag(value)) + text(name) + payload(value)
  }
  return key + END
}

function scope(value: unknown): string {
  return value instanceof Map ? latin1(encodeDocument(value)) : ''
}

/** UTF-8, for that is how MongoDB compares; a zero byte inside must sort above the end. */
function text(value: string): string {
  if (ASCII_WITHOUT_CONTROLS.test(value)) return value + END
  return latin1(Buffer.from(value)).replaceAll('\0', '\0\xff') + END
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

function binaryPayload(bytes: Uint8Array, subType: number): string {
  return uint32(bytes.length) + String.fromCharCode(subType) + latin1(bytes)
}

function uint32(value: number): string {
  return String.fromCharCode(
    (value >>> 24) & 255,
    (value >>> 16) & 255,
    (value >>> 8) & 255,
    value & 255,
  )
}

/** How far an exact number is from the double that stands for it, in two bytes around this. */
const NO_REMAINDER = '\x80\0'

const scratch = new DataView(new ArrayBuffer(8))

/** Positive: sign bit flipped; negative: all bits. NaN below all numbers; -0 equals 0. */
function sortableDouble(value: number): string {
  if (Number.isNaN(value)) return '\0\0\0\0\0\0\0\0'
  scratch.setFloat64(0, value === 0 ? 0 : value)
  const high = scratch.getUint32(0)
  const low = scratch.getUint32(4)
  return high >>> 31 === 0 ? uint32(high ^ 0x80000000) + uint32(low) : uint32(~high) + uint32(~low)
}

function longPayload(value: Long): string {
  const near = value.toNumber()
  if (Number.isSafeInteger(near)) return sortableDouble(near) + NO_REMAINDER
  const remainder = Number(value.toBigInt() - BigInt(near))
  return (
    sortableDouble(near) + String.fromCharCode(((remainder + 0x8000) >> 8) & 255, remainder & 255)
  )
}

/**
 * Decimals that a double or a 64-bit integer holds exactly equal those. Others differ from every
 * double; the sign of the difference puts them on the right side of the nearest one, and among
 * decimals between the same two doubles the digits decide (not by size: a known imprecision
 * beyond the 16th digit).
 */
function decimalPayload(value: Decimal128): string {
  const digits = value.toString()
  const near = Number(digits)
  if (!Number.isFinite(near)) return sortableDouble(near) + NO_REMAINDER
  const sign = compareWithDouble(digits, near)
  if (sign === 0) return sortableDouble(near) + NO_REMAINDER
  if (Math.abs(near) < 2 ** 63 && /^-?\d+$/.test(digits))
    return longPayload(Long.fromString(digits))
  return (
    sortableDouble(near) +
    (sign > 0 ? '\x80\0\x01' : '\x7f\xff\x01') +
    text(normalizedDecimal(digits))
  )
}
