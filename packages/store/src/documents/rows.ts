/**
 * Reads documents with every value in the BSON type that it has. The driver can do that by itself
 * (`promoteValues: false`), but then counts and error codes in its answers come as objects too, and
 * neither it nor we would know a failover when it says so. So it hands over bytes.
 */
import { BSON, type Collection, type Filter, type FindOptions, type UpdateFilter } from 'mongodb'
import type { Fields } from '../bson/plain-object.ts'
import { mapErrors, toStoreError } from '../driver-errors.ts'
import { StoreRefusedError } from '../store-errors.ts'
import type { Row } from './stored-document.ts'

/** Options of a query, other than those that say how values are read. */
export type QueryOptions = Pick<FindOptions, 'sort' | 'limit' | 'maxTimeMS'>

const KEEP_TYPES = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
} as const

/** Documents as they come; memory is bounded by one answer of the server. */
export async function* findRows(
  collection: Collection<Row>,
  filter: Fields,
  options: QueryOptions,
): AsyncGenerator<Row> {
  try {
    for await (const bytes of collection.find(filter, { ...options, raw: true })) yield toRow(bytes)
  } catch (error) {
    throw toStoreError(error, 'read')
  }
}

export async function allRows(
  collection: Collection<Row>,
  filter: Fields,
  options: QueryOptions,
): Promise<Row[]> {
  const all = await mapErrors('read', () =>
    collection.find(filter, { ...options, raw: true }).toArray(),
  )
  return all.map(toRow)
}

/** @returns null when nothing matches the filter any more */
export async function updateRow(
  collection: Collection<Row>,
  change: { readonly filter: Filter<Row>; readonly update: UpdateFilter<Row> },
  options: { readonly maxTimeMS: number },
): Promise<Row | null> {
  const bytes = await mapErrors('write', () =>
    collection.findOneAndUpdate(change.filter, change.update, {
      ...options,
      returnDocument: 'after',
      raw: true,
    }),
  )
  return bytes && toRow(bytes)
}

function toRow(bytes: unknown): Row {
  if (!(bytes instanceof Uint8Array)) throw new StoreRefusedError('an answer without a document')
  const { _id: id, ...fields } = BSON.deserialize(bytes, KEEP_TYPES)
  return { _id: id, ...fields }
}
