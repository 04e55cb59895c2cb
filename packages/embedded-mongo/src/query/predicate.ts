import type { BsonDocument, BsonValue } from '../bson/value.ts'

export type Predicate = (document: BsonDocument) => boolean

/** Judges the value at the end of a path; undefined when missing. */
export type ValuePredicate = (value: BsonValue) => boolean

/** Where operators stand. */
export interface Nested {
  /** For operators that hold a filter of their own. */
  readonly compileFilter: (filter: BsonDocument) => Predicate
  /** Makes a test hold for items of an array too; within `$elemMatch` they are not looked at. */
  readonly onItems: (test: ValuePredicate) => ValuePredicate
}

/** `{ a: { $gt: 1 } }` rather than a document to be equal to. */
export function isOperators(condition: BsonValue): condition is BsonDocument {
  if (!(condition instanceof Map)) return false
  for (const name of condition.keys())
    return name.startsWith('$') && name !== '$ref' && name !== '$id' && name !== '$db'
  return false
}
