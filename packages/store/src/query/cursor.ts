/**
 * Cursors of list pages: the sort values of the last document, signed so that nobody can make one
 * up, and bound to collection, filter and sort so that none can be used with another query.
 * They are not encrypted: who may list a collection may read the fields it is sorted by.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { BSON } from 'mongodb'
import { CursorInvalidError, SortInvalidError } from '../store-errors.ts'
import type { SortKey } from './sort.ts'

/** What a cursor belongs to. */
export interface CursorBinding {
  readonly secret: Buffer
  readonly collection: string
  /** The filter as the client sent it. */
  readonly filter: unknown
  readonly keys: readonly SortKey[]
}

const FORMAT = 1
const SIGNATURE_BYTES = 16
/** The API takes cursors up to this length. */
const MAX_CURSOR_LENGTH = 8192

/** @throws SortInvalidError when the values are too long to travel in a cursor */
export function encodeCursor(binding: CursorBinding, position: readonly unknown[]): string {
  // Missing and null sort as one, and a BSON array has no missing items.
  const values = position.map((value) => value ?? null)
  const payload = Buffer.from(BSON.serialize({ f: FORMAT, p: values }))
  const cursor = Buffer.concat([sign(binding, payload), payload]).toString('base64url')
  if (cursor.length <= MAX_CURSOR_LENGTH) return cursor
  throw new SortInvalidError([
    { pointer: '', detail: 'Values of the sort fields are too long to page on' },
  ])
}

/** @throws CursorInvalidError when the cursor is not of this query, or of anybody's making */
export function decodeCursor(binding: CursorBinding, cursor: string): unknown[] {
  const bytes = Buffer.from(cursor, 'base64url')
  const signature = bytes.subarray(0, SIGNATURE_BYTES)
  const payload = bytes.subarray(SIGNATURE_BYTES)
  if (cursor.length > MAX_CURSOR_LENGTH || signature.length !== SIGNATURE_BYTES)
    throw new CursorInvalidError()
  if (!timingSafeEqual(signature, sign(binding, payload))) throw new CursorInvalidError()
  const { f: format, p: position } = BSON.deserialize(payload, {
    promoteValues: false,
    promoteBuffers: false,
    bsonRegExp: true,
  })
  const wellFormed = Number(format) === FORMAT && Array.isArray(position)
  if (!wellFormed || position.length !== binding.keys.length) throw new CursorInvalidError()
  return position
}

function sign(binding: CursorBinding, payload: Buffer): Buffer {
  const { secret, collection, filter, keys } = binding
  return createHmac('sha256', secret)
    .update(
      JSON.stringify([collection, filter ?? {}, keys.map((key) => [key.path, key.direction])]),
    )
    .update('\0')
    .update(payload)
    .digest()
    .subarray(0, SIGNATURE_BYTES)
}
