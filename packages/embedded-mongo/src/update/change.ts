import type { BsonValue } from '../bson/value.ts'

/** What an operator may answer instead of a value. */
export const KEEP = Symbol('keep')
export const REMOVE = Symbol('remove')

export type Outcome = BsonValue | typeof KEEP | typeof REMOVE

/** Given what is there (undefined: nothing), says what shall be. Must not change what it is given. */
export type Leaf = (current: BsonValue) => Outcome

/** One operator on one path. */
export interface Change {
  readonly path: readonly string[]
  /** Whether missing fields on the way are made. */
  readonly creates: boolean
  readonly leaf: Leaf
  /** `$setOnInsert` */
  readonly onInsertOnly?: boolean
}

export interface Rename extends Pick<Change, 'path' | 'onInsertOnly'> {
  readonly to: readonly string[]
}
