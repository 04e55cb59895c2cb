/** Documents as they are stored first. */
import { RESERVED_FIELD } from '@cstore/contracts'
import type { Fields } from '../bson/plain-object.ts'
import { DocumentExistsError, UniqueViolationError } from '../store-errors.ts'
import { checkNewId, checkSize, fieldsToStore } from './document-input.ts'
import { bookkeepingField, bookkeepingOf, type Row } from './stored-document.ts'

/** @throws DocumentInvalidError, DocumentTooLargeError */
export function newRow(id: string, fields: Fields, at: Date): Row {
  checkNewId(id)
  const raw = {
    _id: id,
    ...fieldsToStore(fields, { id, stored: null }),
    [RESERVED_FIELD]: bookkeepingField({ version: 1, createdAt: at, updatedAt: at }),
  }
  checkSize(raw)
  return raw
}

/**
 * Inserts a row that an earlier try may have inserted: what has its id and its time of creation is
 * taken for it. Also where a unique index is what refuses it, as servers may look at that first.
 * @throws DocumentExistsError, UniqueViolationError
 */
export async function insertOnce(
  raw: Row,
  rows: { insert: () => Promise<boolean>; read: () => Promise<Row | null> },
): Promise<void> {
  try {
    if (!(await rows.insert())) throw new DocumentExistsError()
  } catch (error) {
    const isTaken = error instanceof DocumentExistsError || error instanceof UniqueViolationError
    if (!isTaken || !isSame(raw, await rows.read())) throw error
  }
}

function isSame(raw: Row, current: Row | null): boolean {
  if (!current) return false
  const createdAtMs = bookkeepingOf(current)?.createdAt.getTime()
  return createdAtMs === bookkeepingOf(raw)?.createdAt.getTime()
}
