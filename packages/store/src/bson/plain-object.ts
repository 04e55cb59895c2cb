import { isDeepStrictEqual } from 'node:util'
import { Long, Timestamp } from 'mongodb'

export type Fields = Record<string, unknown>

/**
 * An object that holds fields rather than being a value of a BSON class. Told by its prototype:
 * a stored document may well have a field named `_bsontype`, which is how the driver tells them.
 */
export function isPlainObject(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** An integer of 64 bits; a timestamp is one by inheritance only. */
export function isLong(value: unknown): value is Long {
  return value instanceof Long && !(value instanceof Timestamp)
}

/** Sets a field of that very name; plain assignment to `__proto__` would change the prototype. */
export function setField(target: Fields, name: string, value: unknown): void {
  if (name !== '__proto__') target[name] = value
  else
    Object.defineProperty(target, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    })
}

export function getField(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

/** Equal as MongoDB compares sub-documents: the order of fields counts. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left === right
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, at) => sameJson(item, right[at]))
  if (!isPlainObject(left) || !isPlainObject(right)) return isDeepStrictEqual(left, right)
  const names = Object.keys(left)
  const otherNames = Object.keys(right)
  return (
    names.length === otherNames.length &&
    names.every((name, at) => name === otherNames[at] && sameJson(left[name], right[name]))
  )
}

/** JSON Pointer to a field below another pointer (RFC 6901, 3). */
export function below(pointer: string, name: string | number): string {
  return `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`
}
