/**
 * An update, compiled once and applied to each document that it matches. Every document is
 * decoded anew for it, so it may be changed in place; fields that no operator names keep value,
 * type and place.
 */
import { valuesEqual } from '../bson/compare.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { isDocument, typeName } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import { parseArrayFilters } from './array-filters.ts'
import type { Change, Rename } from './change.ts'
import { OPERATORS } from './operators.ts'
import { compilePipeline } from './pipeline.ts'
import { byPath, checkConflicts, parsePath, resolvePositional } from './update-paths.ts'
import { rename } from './rename.ts'
import { Walk, type ArrayFilters } from './walk.ts'

export interface UpdateSpec {
  readonly update: BsonValue
  readonly filter: BsonDocument
  readonly arrayFilters: BsonValue
}

export interface Update {
  readonly type: 'replacement' | 'modifiers' | 'pipeline'
  /** The document as it shall be; may change and return the one given. */
  apply(document: BsonDocument, inserting: boolean): BsonDocument
}

/** @throws CommandError when the update means nothing. */
export function compileUpdate(spec: UpdateSpec): Update {
  const { update } = spec
  if (Array.isArray(update)) return { type: 'pipeline', apply: keepingId(compilePipeline(update)) }
  if (!isDocument(update))
    throw new CommandError(
      'FailedToParse',
      `Update argument must be either an object or an array, got ${typeName(update)}`,
    )
  const [first] = update.keys()
  if (first?.startsWith('$') === true)
    return { type: 'modifiers', apply: keepingId(compileModifiers(update, spec)) }
  return { type: 'replacement', apply: replacement(update) }
}

type Apply = Update['apply']

function replacement(update: BsonDocument): Apply {
  for (const name of update.keys()) {
    if (name.startsWith('$'))
      throw new CommandError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      )
  }
  return (document) => {
    const id = document.get('_id')
    checkSameId(id, update.get('_id') ?? id)
    return withId(id, update)
  }
}

function keepingId(apply: Apply): Apply {
  return (document, inserting) => {
    const id = document.get('_id')
    const result = apply(document, inserting)
    if (id !== undefined || !inserting) checkSameId(id, result.get('_id'))
    return result
  }
}

function withId(id: BsonValue, fields: BsonDocument): BsonDocument {
  const result: BsonDocument = new Map()
  if (id !== undefined) result.set('_id', id)
  for (const [name, value] of fields) {
    if (name !== '_id') result.set(name, value)
    else if (id === undefined) result.set(name, value)
  }
  return result
}

function checkSameId(former: BsonValue, id: BsonValue): void {
  if (former === undefined || (id !== undefined && valuesEqual(former, id))) return
  throw new CommandError(
    'ImmutableField',
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  )
}

function compileModifiers(update: BsonDocument, spec: UpdateSpec): Apply {
  const changes = Array.from(update, ([name, operand]) => changesOf(name, operand))
    .flat()
    .toSorted(byPath)
  checkConflicts(changes)
  const filters: ArrayFilters = parseArrayFilters(spec.arrayFilters, changes)
  return (document, inserting) => {
    for (const change of changes) {
      if (change.onInsertOnly === true && !inserting) continue
      if ('to' in change) rename(document, change)
      else new Walk(resolvePositional(change, document, spec.filter), filters).apply(document)
    }
    return document
  }
}

function changesOf(operator: string, operand: BsonValue): (Change | Rename)[] {
  if (operator !== '$rename' && !OPERATORS.has(operator))
    throw new CommandError(
      'FailedToParse',
      `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
    )
  if (!isDocument(operand))
    throw new CommandError(
      'FailedToParse',
      `Modifiers operate on fields but we found type ${typeName(operand)} instead. For example: {$mod: {<field>: ...}}`,
    )
  return Array.from(operand, ([name, value]) => changeOf(operator, parsePath(name), value))
}

function changeOf(operator: string, path: readonly string[], value: BsonValue): Change | Rename {
  const kind = OPERATORS.get(operator)
  if (kind !== undefined)
    return {
      path,
      creates: kind.creates,
      leaf: kind.compile(value),
      onInsertOnly: kind.onInsertOnly ?? false,
    }
  if (typeof value !== 'string')
    throw new CommandError('BadValue', "The 'to' field for $rename must be a string")
  return { path, to: parsePath(value) }
}
