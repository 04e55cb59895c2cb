/** JSON Pointers (RFC 6901) into JSON values; own properties only, so no prototype is reached. */
import { patchInvalid, patchNotApplicable } from './patch-errors.ts'

export type JsonObject = Record<string, unknown>

const POINTER = /^(?:\/(?:[^~]|~[01])*)?$/su
const INDEX = /^(?:0|[1-9]\d{0,8})$/

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @throws ApiError CSTORE_PATCH_INVALID */
export function parsePointer(text: unknown, at: string): string[] {
  if (typeof text !== 'string' || !POINTER.test(text)) {
    throw patchInvalid(at, 'is not a JSON Pointer: "" or names that each begin with `/`')
  }
  const names = text.split('/').slice(1)
  const path = names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (path.includes('__proto__')) throw patchInvalid(at, '`__proto__` is not allowed')
  return path
}

/** @throws ApiError CSTORE_PATCH_NOT_APPLICABLE when there is nothing. */
export function valueAt(root: unknown, path: readonly string[], at: string): unknown {
  let value = root
  for (const name of path) value = child(value, name, at)
  return value
}

export function child(parent: unknown, name: string, at: string): unknown {
  if (Array.isArray(parent)) return parent[indexIn(name, parent.length - 1, at)]
  if (isObject(parent) && Object.hasOwn(parent, name)) return parent[name]
  throw patchNotApplicable(at, 'names something that is not there')
}

/** @param last the greatest index that will do. */
export function indexIn(name: string, last: number, at: string): number {
  if (!INDEX.test(name)) throw patchNotApplicable(at, 'names an item of an array by no index')
  if (Number(name) > last) throw patchNotApplicable(at, 'is beyond the end of an array')
  return Number(name)
}
