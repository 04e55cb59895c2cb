/**
 * Where the next page begins. After a document with sort values (a, b, id) come, in this order:
 * the documents with the same a and b and a later id; those with the same a and a later b; those
 * with a later a. Each of these is a *range*: a filter of its own that an index serves, asked one
 * after the other until the page is full. "Later" goes over the types of BSON: first later values
 * of the same type, then the later types
 * (https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/).
 *
 * MongoDB compares within one type only, so what a `$gt` would leave out (missing fields, NaN,
 * other types) is named here. Arrays have no place: they sort by one element, but any of their
 * elements matches a comparison, so whoever sorts by a field with arrays is told so.
 */
import {
  Binary,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'mongodb'
import { isPlainObject, type Fields } from '../bson/plain-object.ts'
import type { SortKey } from './sort.ts'

/** Types in the order in which MongoDB sorts them, as `$type` names them. */
const TYPE_ORDER = [
  ['minKey'],
  ['null'],
  ['number'],
  ['string'],
  ['object'],
  ['array'],
  ['binData'],
  ['objectId'],
  ['bool'],
  ['date'],
  ['timestamp'],
  ['regex'],
  ['maxKey'],
] as const

type TypeName = (typeof TYPE_ORDER)[number][0]

const TYPE_NAMES: readonly TypeName[] = TYPE_ORDER.map(([name]) => name)

/** The type in whose bracket a value sorts; null when no page can begin after such a value. */
export function sortType(value: unknown): TypeName | null {
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return 'number'
  if (isPlainObject(value)) return Object.keys(value).some(isIndexLike) ? null : 'object'
  return CLASS_TYPES.find(([type]) => value instanceof type)?.[1] ?? null
}

const CLASS_TYPES: readonly [abstract new (...args: never[]) => object, TypeName][] = [
  // Before Long, from which it inherits.
  [Timestamp, 'timestamp'],
  [Int32, 'number'],
  [Long, 'number'],
  [Double, 'number'],
  [Decimal128, 'number'],
  [Binary, 'binData'],
  [ObjectId, 'objectId'],
  [Date, 'date'],
  [MinKey, 'minKey'],
  [MaxKey, 'maxKey'],
]

/** JavaScript moves such names to the front, and sub-documents compare in their order. */
function isIndexLike(name: string): boolean {
  return /^\d+$/.test(name)
}

/**
 * Filters of the ranges after a position, in the order of the sort.
 * @param position one value per key, undefined for a missing field
 */
export function rangesAfter(keys: readonly SortKey[], position: readonly unknown[]): Fields[] {
  const ranges: Fields[] = []
  for (let at = keys.length - 1; at >= 0; at -= 1) {
    const key = keys[at]
    if (key === undefined) continue
    const same = keys.slice(0, at).map(({ path }, before) => equalTo(path, position[before]))
    for (const later of laterThan(key, position[at])) ranges.push(allOf([...same, later]))
  }
  return ranges
}

/** Conditions together, without an `$and` around a single one: servers plan the bare form better. */
export function allOf(conditions: readonly Fields[]): Fields {
  const [only, ...others] = conditions.filter((condition) => Object.keys(condition).length > 0)
  if (only === undefined) return {}
  return others.length === 0 ? only : { $and: [only, ...others] }
}

function equalTo(path: string, value: unknown): Fields {
  const type = sortType(value)
  // Null and missing sort as one.
  if (type === 'null') return { [path]: null }
  return type === 'minKey' || type === 'maxKey'
    ? { [path]: { $type: type } }
    : { [path]: { $eq: value } }
}

function laterThan({ path, direction }: SortKey, value: unknown): Fields[] {
  const type = sortType(value) ?? 'null'
  const ranges = [...withinType(value, direction)].map((condition) => ({ [path]: condition }))
  const at = TYPE_NAMES.indexOf(type)
  const otherTypes = direction === 1 ? TYPE_NAMES.slice(at + 1) : TYPE_NAMES.slice(0, at)
  return [...ranges, ...ofTypes(path, otherTypes)]
}

/** Later values of the same type. */
function withinType(value: unknown, direction: 1 | -1): Fields[] {
  const type = sortType(value)
  if (type === 'null' || type === 'minKey' || type === 'maxKey') return []
  if (type !== 'number') return [direction === 1 ? { $gt: value } : { $lt: value }]
  // NaN sorts before all numbers, and compares with none.
  if (isNotANumber(value)) return direction === 1 ? [{ $gte: Number.NEGATIVE_INFINITY }] : []
  return direction === 1 ? [{ $gt: value }] : [{ $lt: value }, { $eq: Number.NaN }]
}

function isNotANumber(value: unknown): boolean {
  return (
    (value instanceof Double && Number.isNaN(value.value)) ||
    (value instanceof Decimal128 && value.toString() === 'NaN') ||
    Number.isNaN(value)
  )
}

function ofTypes(path: string, types: readonly TypeName[]): Fields[] {
  if (types.length === 0) return []
  const named: Fields = { [path]: { $type: types } }
  // A missing field has no type, and an empty array sorts before null.
  return types.includes('null')
    ? [{ $or: [named, { [path]: null }, { [path]: { $size: 0 } }] }]
    : [named]
}
