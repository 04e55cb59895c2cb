/** The place of a document in a sort: its values of the sort keys. */
import { getField, isPlainObject, type Fields } from '../bson/plain-object.ts'
import { SortInvalidError } from '../store-errors.ts'
import { sortType } from './keyset.ts'
import type { SortKey } from './sort.ts'

/**
 * Values of the sort keys, undefined where a field is missing.
 * @throws SortInvalidError when one of them is an array, or of a type that pages cannot begin after
 */
export function positionOf(raw: Fields, keys: readonly SortKey[]): unknown[] {
  return keys.map((key) => {
    const value = valueAt(raw, key)
    if (sortType(value) === null) fail(key, 'values of a type that has no order for pages')
    return value
  })
}

/** @throws SortInvalidError when a sort key meets an array */
export function refuseArrays(raw: Fields, keys: readonly SortKey[]): void {
  for (const key of keys) valueAt(raw, key)
}

function valueAt(raw: Fields, key: SortKey): unknown {
  let value: unknown = raw
  for (const name of key.path.split('.')) {
    if (!isPlainObject(value)) return undefined
    value = getField(value, name)
    if (Array.isArray(value)) fail(key, 'arrays')
  }
  return value
}

function fail({ path }: SortKey, what: string): never {
  throw new SortInvalidError([
    { pointer: '/sort', detail: `Cannot sort by \`${path}\`: some documents hold ${what} there` },
  ])
}
