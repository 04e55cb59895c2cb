import { RefusedError } from '../cli-errors.ts'
import { printable } from '../printable.ts'

/** For the help of arguments. */
export const ID = 'id of the document; goes behind -- if it begins with a dash'

/** A document's name in sentences. */
export function nameOf(collection: string, id: string): string {
  return `${collection}/${printable(id, 100)}`
}

export function notThere(collection: string, id: string): RefusedError {
  const message = `There is no document ${printable(JSON.stringify(id), 100)} in ${collection}.`
  return new RefusedError(message, { status: 404, retryAfterMs: null })
}
