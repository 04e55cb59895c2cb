/**
 * The `{"$oid": …}` forms of Extended JSON, each with its own check: the driver's parser takes an
 * impossible date for an invalid one, and much else for a plain object.
 */
import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'mongodb'
import { isLong, isPlainObject, type Fields } from './plain-object.ts'

/** What a wrapper holds: a BSON value, or what was expected instead. */
export type Unwrapped = { readonly value: unknown } | { readonly expected: string }

type Unwrap = (content: unknown, whole: Fields) => Unwrapped

const ISO_DATE = /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const DECIMAL = /^-?\d+$/
const DOUBLE = /^(?:-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|NaN|-?Infinity)$/
const UUID_TEXT = /^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i
const MAX_DATE_MS = 8_640_000_000_000_000n
const UINT32_MAX = 0xffff_ffff

const WRAPPERS = new Map<string, Unwrap>([
  ['$oid', unwrapObjectId],
  ['$date', unwrapDate],
  ['$numberInt', unwrapInt32],
  ['$numberLong', unwrapLong],
  ['$numberDouble', unwrapDouble],
  ['$numberDecimal', unwrapDecimal],
  ['$binary', unwrapBinary],
  ['$uuid', unwrapUuid],
  ['$regularExpression', unwrapRegularExpression],
  ['$timestamp', unwrapTimestamp],
  ['$minKey', (content) => (content === 1 ? { value: new MinKey() } : { expected: '1' })],
  ['$maxKey', (content) => (content === 1 ? { value: new MaxKey() } : { expected: '1' })],
])

/** The wrapper an object is by its only field; null when it is none. */
export function unwrap(candidate: Fields): Unwrapped | null {
  const names = Object.keys(candidate)
  const [name] = names
  if (name === undefined || names.length > 1) return null
  return WRAPPERS.get(name)?.(candidate[name], candidate) ?? null
}

function unwrapObjectId(content: unknown): Unwrapped {
  return typeof content === 'string' && /^[0-9a-f]{24}$/i.test(content)
    ? { value: new ObjectId(content) }
    : { expected: '24 hexadecimal digits' }
}

function unwrapDate(content: unknown): Unwrapped {
  const timeMs = dateMs(content)
  return Number.isNaN(timeMs)
    ? { expected: 'a date as "2026-01-31T12:00:00Z", or {"$numberLong": "<milliseconds>"}' }
    : { value: new Date(timeMs) }
}

function dateMs(content: unknown): number {
  if (typeof content === 'string') return ISO_DATE.test(content) ? Date.parse(content) : Number.NaN
  if (!isPlainObject(content)) return Number.NaN
  const inner = unwrap(content)
  if (inner === null || !('value' in inner) || !isLong(inner.value)) return Number.NaN
  const milliseconds = inner.value.toBigInt()
  return milliseconds > MAX_DATE_MS || milliseconds < -MAX_DATE_MS
    ? Number.NaN
    : Number(milliseconds)
}

function integer(content: unknown, bits: 32 | 64): bigint | null {
  if (typeof content !== 'string' || content.length > 20 || !DECIMAL.test(content)) return null
  const value = BigInt(content)
  return BigInt.asIntN(bits, value) === value ? value : null
}

function unwrapInt32(content: unknown): Unwrapped {
  const value = integer(content, 32)
  return value === null
    ? { expected: 'an integer of 32 bits as a string' }
    : { value: new Int32(Number(value)) }
}

function unwrapLong(content: unknown): Unwrapped {
  const value = integer(content, 64)
  return value === null
    ? { expected: 'an integer of 64 bits as a string' }
    : { value: Long.fromBigInt(value) }
}

function unwrapDouble(content: unknown): Unwrapped {
  return typeof content === 'string' && DOUBLE.test(content)
    ? { value: new Double(Number(content)) }
    : { expected: 'a number, "NaN", "Infinity" or "-Infinity" as a string' }
}

function unwrapDecimal(content: unknown): Unwrapped {
  const expected = { expected: 'a decimal number of at most 34 digits as a string' }
  if (typeof content !== 'string' || content.length > 6200) return expected
  try {
    return { value: Decimal128.fromString(content) }
  } catch {
    return expected
  }
}

function unwrapBinary(content: unknown): Unwrapped {
  const expected = { expected: '{"base64": "…", "subType": "00"}' }
  if (!isPlainObject(content) || Object.keys(content).length !== 2) return expected
  const { base64, subType } = content
  if (typeof base64 !== 'string' || !BASE64.test(base64)) return expected
  if (typeof subType !== 'string' || !/^[0-9a-f]{1,2}$/i.test(subType)) return expected
  return { value: new Binary(Buffer.from(base64, 'base64'), Number.parseInt(subType, 16)) }
}

function unwrapUuid(content: unknown): Unwrapped {
  return typeof content === 'string' && UUID_TEXT.test(content)
    ? { value: new UUID(content) }
    : { expected: 'a UUID' }
}

function unwrapRegularExpression(content: unknown): Unwrapped {
  const expected = { expected: '{"pattern": "…", "options": "…"}' }
  if (!isPlainObject(content) || Object.keys(content).length !== 2) return expected
  const { pattern, options } = content
  if (typeof pattern !== 'string' || pattern.includes('\0')) return expected
  if (typeof options !== 'string' || !/^[imsxlu]*$/.test(options)) return expected
  return { value: new BSONRegExp(pattern, options) }
}

function unwrapTimestamp(content: unknown): Unwrapped {
  const expected = { expected: '{"t": <seconds>, "i": <counter>}' }
  if (!isPlainObject(content) || Object.keys(content).length !== 2) return expected
  const { t, i } = content
  return isUint32(t) && isUint32(i) ? { value: new Timestamp({ t, i }) } : expected
}

function isUint32(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= UINT32_MAX
}
