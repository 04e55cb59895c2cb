/** What `find` and `findAndModify` return of a document. */
import { serialize } from 'bson'
import { Aggregator } from 'mingo'
import { encodeDocument, type RawDocument } from '../bson/encode.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { isDocument, isNumber, toNumber } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import type { StoredRecord } from '../engine/stored-record.ts'
import { compileElement } from './filter.ts'
import { isTrue } from './operators.ts'
import { plainDocument, type PlainDocument } from './plain.ts'
import { refuseScriptsAndWrites } from './refused.ts'

export type Project = (record: Pick<StoredRecord, 'bytes' | 'document'>) => RawDocument

/** What becomes of a field: kept, dropped, entered, or an array of which some items stay. */
type Rule =
  | { readonly type: 'include' | 'exclude' }
  | { readonly type: 'enter'; readonly tree: Tree }
  | { readonly type: 'items'; readonly pick: (items: BsonValue[]) => BsonValue[] | undefined }

type Tree = Map<string, Rule>

export function compileProjection(spec: BsonDocument): Project {
  if (spec.size === 0) return ({ bytes }) => bytes
  if ([...spec.values()].some(isExpression)) return computed(spec)
  const inclusive = isInclusive(spec)
  const tree: Tree = new Map()
  for (const [name, value] of spec) {
    if (name === '_id') continue
    addRule(tree, name.split('.'), ruleFor(name, value, inclusive))
  }
  const id = spec.get('_id')
  const hasId = id === undefined || isTrue(id)
  if (!hasId) tree.set('_id', { type: 'exclude' })
  else if (inclusive) tree.set('_id', { type: 'include' })
  return ({ document }) => encodeDocument(projected(document, { tree, inclusive }))
}

/** `{ total: '$a' }` or `{ total: { $add: [...] } }`: by mingo, on plain values. */
function computed(spec: BsonDocument): Project {
  const stage = { $project: plainDocument(spec) }
  refuseScriptsAndWrites(stage)
  const aggregator = new Aggregator([stage], { scriptEnabled: false })
  return ({ document }) => {
    const [result] = aggregator.run<PlainDocument>([plainDocument(document)])
    return Buffer.from(serialize(result ?? {}))
  }
}

function isExpression(value: BsonValue): boolean {
  if (!isDocument(value)) return typeof value === 'string'
  return (
    !value.has('$slice') &&
    !value.has('$elemMatch') &&
    [...value.keys()].some((k) => k.startsWith('$'))
  )
}

function isInclusive(spec: BsonDocument): boolean {
  const plain = [...spec].filter(([name, value]) => name !== '_id' && !isDocument(value))
  const included = plain.filter(([, value]) => isTrue(value))
  if (included.length > 0 && included.length < plain.length)
    throw new CommandError('BadValue', 'Cannot mix inclusion and exclusion in a projection')
  if (plain.length > 0) return included.length > 0
  const nested = [...spec].filter(([name, value]) => name !== '_id' && isDocument(value))
  if (nested.some(([, value]) => isDocument(value) && !value.has('$slice'))) return true
  return nested.length === 0 && isTrue(spec.get('_id'))
}

function ruleFor(name: string, value: BsonValue, inclusive: boolean): Rule {
  if (name.startsWith('$') || name.endsWith('.$'))
    throw new CommandError(
      'BadValue',
      `The embedded server does not support a projection of '${name}'`,
    )
  if (!isDocument(value)) return { type: inclusive ? 'include' : 'exclude' }
  const condition = value.get('$elemMatch')
  if (isDocument(condition)) {
    const matches = compileElement(condition)
    return { type: 'items', pick: (items) => picked(items.find(matches)) }
  }
  if (value.has('$slice')) return { type: 'items', pick: slicer(value.get('$slice')) }
  const tree: Tree = new Map()
  for (const [inner, item] of value)
    addRule(tree, inner.split('.'), ruleFor(inner, item, inclusive))
  return { type: 'enter', tree }
}

function picked(item: BsonValue): BsonValue[] | undefined {
  return item === undefined ? undefined : [item]
}

function slicer(spec: BsonValue): (items: BsonValue[]) => BsonValue[] {
  const [first, count] = (Array.isArray(spec) ? spec : [spec]).map((value) =>
    isNumber(value) ? Math.trunc(toNumber(value)) : Number.NaN,
  )
  if (first === undefined || Number.isNaN(first) || (count !== undefined && !(count > 0)))
    throw new CommandError('BadValue', '$slice takes a number, or a position and a positive number')
  if (count === undefined)
    return (items) => (first < 0 ? items.slice(first) : items.slice(0, first))
  return (items) => {
    const start = first < 0 ? Math.max(0, items.length + first) : first
    return items.slice(start, start + count)
  }
}

function addRule(tree: Tree, path: readonly string[], rule: Rule): void {
  const [part = '', ...rest] = path
  if (rest.length === 0) {
    tree.set(part, rule)
    return
  }
  const known = tree.get(part)
  const inner: Tree = known?.type === 'enter' ? known.tree : new Map()
  tree.set(part, { type: 'enter', tree: inner })
  addRule(inner, rest, rule)
}

interface Level {
  readonly tree: Tree
  readonly inclusive: boolean
}

function projected(document: BsonDocument, level: Level): BsonDocument {
  const result: BsonDocument = new Map()
  for (const [name, value] of document) {
    const kept = keptOf(value, level.tree.get(name), level.inclusive)
    if (kept !== undefined) result.set(name, kept)
  }
  return result
}

function keptOf(value: BsonValue, rule: Rule | undefined, inclusive: boolean): BsonValue {
  if (rule === undefined) return inclusive ? undefined : value
  if (rule.type === 'enter') return entered(value, { tree: rule.tree, inclusive })
  if (rule.type === 'items') return Array.isArray(value) ? rule.pick(value) : value
  return rule.type === 'include' ? value : undefined
}

function entered(value: BsonValue, level: Level): BsonValue {
  if (isDocument(value)) return projected(value, level)
  if (!Array.isArray(value)) return level.inclusive ? undefined : value
  return value
    .filter((item) => isDocument(item) || Array.isArray(item) || !level.inclusive)
    .map((item) => entered(item, level))
}
