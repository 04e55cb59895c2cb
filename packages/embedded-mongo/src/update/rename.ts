import type { BsonDocument } from '../bson/value.ts'
import { valueAt } from '../query/paths.ts'
import { REMOVE, type Change, type Rename } from './change.ts'
import { Walk } from './walk.ts'

export function rename(document: BsonDocument, { path, to }: Rename): void {
  const value = valueAt(document, path)
  if (value === undefined) return
  const take: Change = { path, creates: false, leaf: () => REMOVE }
  const give: Change = { path: to, creates: true, leaf: () => value }
  new Walk(take, new Map()).apply(document)
  new Walk(give, new Map()).apply(document)
}
