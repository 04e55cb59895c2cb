import { argumentError } from './client-errors.ts'

const COLLECTION = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/

/** @throws CStoreError CSTORE_CLIENT_ARGUMENT */
export function collectionPath(name: string): string {
  if (COLLECTION.test(name)) return `/collections/${name}`
  throw argumentError(
    'Expected the name of a collection: a letter, then at most 63 letters, digits, `_` and `-`.',
  )
}

/**
 * An id as one segment of a path. URLs resolve `.` and `..` away, however they are encoded: the
 * request would be for something else, such as the whole collection.
 * @throws CStoreError CSTORE_CLIENT_ARGUMENT
 */
export function segment(id: string): string {
  if (id !== '' && id !== '.' && id !== '..' && id.isWellFormed()) return encodeURIComponent(id)
  throw argumentError('Expected an id that is not empty, `.` or `..` and has no lone surrogates.')
}

/** The part of an address behind `?`, for those parameters that have a value. */
export function search(parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  return given.length === 0 ? '' : `?${given.join('&')}`
}
