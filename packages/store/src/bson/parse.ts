/**
 * JSON that a client sent, relaxed Extended JSON v2, as BSON values. What MongoDB or the driver
 * would take for something else is refused with a pointer: names beginning with `$`, names with
 * dots (no filter could reach them), `__proto__`, `_bsontype`. Integers become the smallest of
 * int32 and int64 that holds them exactly, other numbers double.
 */
import { Double, Int32, Long } from 'mongodb'
import type { InputFault } from '../store-errors.ts'
import { below, isPlainObject, type Fields } from './plain-object.ts'
import { unwrap } from './wrappers.ts'

/** MongoDB's own limit is 100 levels, and `_cstore` and the document itself are levels too. */
const MAX_DEPTH = 98
const MAX_FAULTS = 20
const MAX_POINTER_LENGTH = 1024
const INT32_MIN = -(2 ** 31)
const INT32_MAX = 2 ** 31 - 1

/** Collects what is wrong, up to a bound: so many, and pointers that repeat no endless names. */
export class Faults {
  readonly found: InputFault[] = []

  add(pointer: string, detail: string): undefined {
    if (this.found.length < MAX_FAULTS) this.found.push(bounded({ pointer, detail }))
    return undefined
  }
}

function bounded(fault: InputFault): InputFault {
  const { pointer, detail } = fault
  if (pointer.length <= MAX_POINTER_LENGTH) return fault
  const above = pointer.slice(0, pointer.lastIndexOf('/', MAX_POINTER_LENGTH))
  return { pointer: above, detail: `Below this, where names are long: ${detail}` }
}

/** Where a value stands. There is one for each value, and hardly any is asked for its pointer. */
export class Place {
  readonly depth: number
  readonly #above: Place | string
  readonly #name: string | number

  /** @param above what it stands in, or, at the top, its pointer */
  constructor(above: Place | string, name: string | number = '') {
    this.#above = above
    this.#name = name
    this.depth = typeof above === 'string' ? 0 : above.depth + 1
  }

  get pointer(): string {
    const above = this.#above
    return typeof above === 'string' ? above : below(above.pointer, this.#name)
  }
}

export const ROOT = new Place('')

export function placeBelow(place: Place, name: string | number): Place {
  return new Place(place, name)
}

/** The BSON value of a JSON value; faults are added, and the value is of no use then. */
export function parseValue(value: unknown, place: Place, faults: Faults): unknown {
  const scalar = parseScalar(value)
  if (scalar !== undefined) return scalar
  if (typeof value === 'number') return faults.add(place.pointer, 'Expected a finite number')
  // BSON is UTF-8: a lone surrogate would be stored as U+FFFD.
  if (typeof value === 'string')
    return faults.add(place.pointer, 'Expected well-formed Unicode, without lone surrogates')
  if (place.depth > MAX_DEPTH)
    return faults.add(place.pointer, `Expected at most ${MAX_DEPTH} levels`)
  if (Array.isArray(value))
    return value.map((item, at) => parseValue(item, placeBelow(place, at), faults))
  if (isPlainObject(value)) return parseObject(value, place, faults)
  return faults.add(place.pointer, 'Expected a JSON value')
}

function parseObject(value: Fields, place: Place, faults: Faults): unknown {
  const unwrapped = unwrap(value)
  if (unwrapped === null) return parseFields(value, place, faults)
  if ('value' in unwrapped) return unwrapped.value
  const [name = ''] = Object.keys(value)
  return faults.add(below(place.pointer, name), `Expected ${unwrapped.expected}`)
}

function parseFields(fields: Fields, place: Place, faults: Faults): Fields {
  const parsed: Fields = {}
  for (const name of Object.keys(fields)) {
    const value = fields[name]
    // As JSON.stringify does.
    if (value === undefined) continue
    const problem = nameProblem(name)
    if (problem !== null) faults.add(below(place.pointer, name), problem)
    else parsed[name] = parseScalar(value) ?? parseValue(value, placeBelow(place, name), faults)
  }
  return parsed
}

/** Why a field cannot have this name; null when it can. */
export function nameProblem(name: string): string | null {
  if (name === '') return 'Expected a name that is not empty'
  if (name.startsWith('$'))
    return 'Expected a name that does not begin with `$`, or a value of Extended JSON'
  if (name === '__proto__' || name === '_bsontype') return `\`${name}\` cannot be stored`
  if (name.includes('.')) return 'Expected a name without dots; nest objects instead'
  if (name.includes('\0')) return 'Expected a name without NUL characters'
  if (!name.isWellFormed()) return 'Expected a name that is well-formed Unicode'
  return null
}

/** Of most values, without a place made for them; undefined for what is none or has a fault. */
function parseScalar(value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number') return parseNumber(value)
  return typeof value === 'string' && value.isWellFormed() ? value : undefined
}

function parseNumber(value: number): unknown {
  if (!Number.isFinite(value)) return undefined
  if (!Number.isSafeInteger(value)) return new Double(value)
  return value >= INT32_MIN && value <= INT32_MAX ? new Int32(value) : Long.fromNumber(value)
}
