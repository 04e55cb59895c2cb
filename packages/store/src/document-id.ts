/**
 * Ids as text and as `_id` (decision 5). Every `_id` has exactly one spelling: an alias would have
 * a cache key of its own, which no writer clears. So a spelling that is not the one `spellId`
 * gives is the id of no document.
 */
import { BSON, Double, Int32, Long, ObjectId } from 'mongodb'
import { isLong, isPlainObject } from './bson/plain-object.ts'
import { Faults, parseValue, ROOT } from './bson/parse.ts'

declare const otherType: unique symbol

/** An `_id`: a string, or a value of any other BSON type, arrays excepted. */
export type StoredId = string | null | { readonly [otherType]: true }

const MAX_ID_LENGTH = 256
const CONTROL = /\p{Cc}/u
const INT64_BOUND = 2 ** 63

/** The text of an `_id` as it was read. */
export function spellId(id: unknown): string {
  if (typeof id === 'string') return newIdProblem(id) === null ? id : spellOther(id)
  if (id instanceof ObjectId) return `~oid:${id.toHexString()}`
  if (id instanceof Int32) return `~n:${id.value}`
  if (isLong(id)) return `~n:${id.toString()}`
  if (id instanceof Double && Number.isFinite(id.value)) return `~n:${spellDouble(id.value)}`
  return spellOther(id)
}

/** The `_id` that a text spells; undefined when it is no id's spelling. */
export function parseId(text: string): StoredId | undefined {
  if (!text.startsWith('~')) return newIdProblem(text) === null ? text : undefined
  const id = parseSpelled(text)
  return isStoredId(id) && spellId(id) === text ? id : undefined
}

/** Why a new document cannot have this id; null when it can. */
export function newIdProblem(id: string): string | null {
  if (id.length === 0) return 'Expected an id of at least one character'
  if (id.length > MAX_ID_LENGTH)
    return `Expected an id of at most ${MAX_ID_LENGTH} characters, got ${id.length}`
  if (id === '.' || id === '..') return 'Expected an id other than `.` and `..`'
  if (id.startsWith('~')) return 'Expected an id that does not begin with `~`'
  if (CONTROL.test(id)) return 'Expected an id without control characters'
  if (!id.isWellFormed()) return 'Expected an id that is well-formed Unicode'
  return null
}

/** Whole doubles in all their digits, so that they spell what an equal integer spells. */
function spellDouble(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < INT64_BOUND
    ? BigInt(value).toString()
    : String(value)
}

function spellOther(id: unknown): string {
  const json = BSON.EJSON.stringify({ id }, { relaxed: false })
  return `~ejson:${Buffer.from(json.slice('{"id":'.length, -1)).toString('base64url')}`
}

function isStoredId(value: unknown): value is StoredId {
  return value !== undefined && !Array.isArray(value)
}

function parseSpelled(text: string): unknown {
  if (/^~oid:[0-9a-f]{24}$/.test(text)) return new ObjectId(text.slice('~oid:'.length))
  if (text.startsWith('~n:')) return parseNumber(text.slice('~n:'.length))
  if (text.startsWith('~ejson:')) return parseOther(text.slice('~ejson:'.length))
  return undefined
}

function parseNumber(text: string): unknown {
  if (!/^-?\d+$/.test(text)) return text.trim() === text ? new Double(Number(text)) : undefined
  const value = BigInt(text)
  if (BigInt.asIntN(32, value) === value) return new Int32(Number(value))
  return BigInt.asIntN(64, value) === value ? Long.fromBigInt(value) : new Double(Number(text))
}

function parseOther(base64url: string): unknown {
  try {
    const json: unknown = JSON.parse(Buffer.from(base64url, 'base64url').toString())
    const faults = new Faults()
    const id = parseValue(json, ROOT, faults)
    return faults.found.length === 0 && !losesOrder(id) ? id : undefined
  } catch {
    return undefined
  }
}

/** JavaScript moves names like `1` to the front; such an `_id` could not be sent back as it is. */
function losesOrder(id: unknown): boolean {
  return isPlainObject(id) && Object.keys(id).some((key) => /^\d/.test(key))
}
