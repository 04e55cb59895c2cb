import { ObjectId } from 'mongodb'
import type { StoredId } from '../document-id.ts'

/** Equality with an id; the bare value where that means the same, as servers plan it better. */
export function idCondition(id: StoredId): StoredId | { $eq: StoredId } {
  return typeof id === 'string' || id instanceof ObjectId ? id : { $eq: id }
}
