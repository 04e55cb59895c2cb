import { ObjectId } from 'bson'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { isOperators } from '../query/predicate.ts'
import { isRegex } from '../query/regex.ts'
import type { Update } from './update.ts'
import { Walk } from './walk.ts'

/** The document that an upsert inserts: what the filter fixes by equality, then the update. */
export function upsertedDocument(filter: BsonDocument, update: Update): BsonDocument {
  const base: BsonDocument = new Map()
  if (update.type === 'replacement') addId(filter, base)
  else addEqualities(filter, base)
  const result = update.apply(base, true)
  const id = result.get('_id') ?? new ObjectId()
  result.delete('_id')
  return new Map<string, BsonValue>([['_id', id], ...result])
}

function addId(filter: BsonDocument, base: BsonDocument): void {
  const equalities: BsonDocument = new Map()
  addEqualities(filter, equalities)
  const id = equalities.get('_id')
  if (id !== undefined) base.set('_id', id)
}

function addEqualities(filter: BsonDocument, base: BsonDocument): void {
  for (const [name, condition] of filter) {
    if (name === '$and' || (name === '$or' && Array.isArray(condition) && condition.length === 1)) {
      for (const clause of Array.isArray(condition) ? condition : [])
        if (clause instanceof Map) addEqualities(clause, base)
    } else if (!name.startsWith('$')) {
      const value = equality(condition)
      if (value === undefined) continue
      const change = { path: name.split('.'), creates: true, leaf: () => value }
      new Walk(change, new Map()).apply(base)
    }
  }
}

function equality(condition: BsonValue): BsonValue {
  if (isRegex(condition)) return undefined
  if (!isOperators(condition)) return condition
  if (condition.has('$eq')) return condition.get('$eq')
  const several = condition.get('$in') ?? condition.get('$all')
  return Array.isArray(several) && several.length === 1 ? several[0] : undefined
}
