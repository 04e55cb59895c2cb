import { bsonType } from 'bson'
import { orderKey, typeTag } from './order-key.ts'
import type { BsonValue } from './value.ts'

/** MongoDB's total order of values: negative, zero or positive. Undefined is below null. */
export function compareValues(a: BsonValue, b: BsonValue): number {
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b)
  const x = exactNumber(a)
  const y = exactNumber(b)
  if (x !== undefined && y !== undefined) return compareNumbers(x, y)
  return compareKeys(orderKey(a), orderKey(b))
}

export function valuesEqual(a: BsonValue, b: BsonValue): boolean {
  return compareValues(a, b) === 0
}

/** Comparison operators of queries never match across types. */
export function comparable(a: BsonValue, b: BsonValue): boolean {
  return typeTag(a) === typeTag(b)
}

function compareKeys(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Int32 and Double are what nearly all numbers are; the rest goes by its key. */
function exactNumber(value: BsonValue): number | undefined {
  if (typeof value !== 'object' || value === null || !(bsonType in value)) return undefined
  return value[bsonType] === 'Int32' || value[bsonType] === 'Double' ? value.value : undefined
}

function compareNumbers(a: number, b: number): number {
  if (a < b) return -1
  if (a > b) return 1
  if (a === b) return 0
  return Number(Number.isNaN(b)) - Number(Number.isNaN(a))
}

/**
 * By code point, which is the order of UTF-8. JavaScript compares code units, which differs
 * only where a surrogate meets a unit above all surrogates.
 */
function compareStrings(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  let index = 0
  while (index < length && a.charCodeAt(index) === b.charCodeAt(index)) index++
  if (index === length) return a.length - b.length
  return utf8Rank(a.charCodeAt(index)) - utf8Rank(b.charCodeAt(index))
}

function utf8Rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
