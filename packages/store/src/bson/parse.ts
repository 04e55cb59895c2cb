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

/** Where a value stands. */
export interface Place {
  readonly pointer: string
  readonly depth: number
}

export const ROOT: Place = { pointer: '', depth: 0 }

export function placeBelow(place: Place, name: string | number): Place {
  return { pointer: below(place.pointer, name), depth: place.depth + 1 }
}

/** The BSON value of a JSON value; faults are added, and the value is of no use then. */
export function parseValue(value: unknown, place: Place, faults: Faults): unknown {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number') return parseNumber(value, place, faults)
  if (typeof value === 'string') return parseString(value, place, faults)
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
  for (const [name, value] of Object.entries(fields)) {
    // As JSON.stringify does.
    if (value === undefined) continue
    const problem = nameProblem(name)
    if (problem !== null) faults.add(below(place.pointer, name), problem)
    else parsed[name] = parseValue(value, placeBelow(place, name), faults)
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

function parseNumber(value: number, place: Place, faults: Faults): unknown {
  if (!Number.isFinite(value)) return faults.add(place.pointer, 'Expected a finite number')
  if (!Number.isSafeInteger(value)) return new Double(value)
  return value >= INT32_MIN && value <= INT32_MAX ? new Int32(value) : Long.fromNumber(value)
}

function parseString(value: string, place: Place, faults: Faults): unknown {
  // BSON is UTF-8: a lone surrogate would be stored as U+FFFD.
  return value.isWellFormed()
    ? value
    : faults.add(place.pointer, 'Expected well-formed Unicode, without lone surrogates')
}
