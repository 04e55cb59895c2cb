/**
 * A whole collection in order of `_id`, in short queries, each beginning where the last one ended.
 * One long cursor would be simpler, but its time limit counts over all of its batches.
 */
import type { Collection } from 'mongodb'
import type { Fields } from '../bson/plain-object.ts'
import type { Types } from '../bson/present.ts'
import { parseId } from '../document-id.ts'
import { rangesAfter } from '../query/keyset.ts'
import { CursorInvalidError } from '../store-errors.ts'
import { findRows } from './rows.ts'
import { type Row, type StoredDocument, toStoredDocument } from './stored-document.ts'

export interface ScanOptions {
  /** Begin after the document with this id, which need not exist any more. */
  readonly after?: string
  /** Documents per query. */
  readonly batchSize?: number
  /** `exact`: numbers as of the type that they are. Entity tags are of the bytes given. */
  readonly types?: Types
}

const DEFAULT_BATCH_SIZE = 500
const BY_ID = [{ path: '_id', direction: 1 }] as const

/** @throws CursorInvalidError when `after` is no id */
export async function* scanDocuments(
  context: { readonly rows: Collection<Row>; readonly maxTimeMs: number },
  options: ScanOptions,
): AsyncGenerator<StoredDocument> {
  const limit = options.batchSize ?? DEFAULT_BATCH_SIZE
  const query = { sort: { _id: 1 }, limit, maxTimeMS: context.maxTimeMs } as const
  let ranges = rangesFrom(options.after)
  while (ranges.length > 0) {
    const [range = {}, ...others] = ranges
    let given = 0
    let last: Row | undefined
    for await (const row of findRows(context.rows, range, query)) {
      yield toStoredDocument(row, options.types)
      given += 1
      last = row
    }
    ranges = given < limit || !last ? others : rangesAfter(BY_ID, [last['_id']])
  }
}

function rangesFrom(after: string | undefined): Fields[] {
  if (after === undefined) return [{}]
  const id = parseId(after)
  if (id === undefined) throw new CursorInvalidError('Expected `after` to be the id of a document.')
  return rangesAfter(BY_ID, [id])
}
