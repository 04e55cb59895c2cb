import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import { compileFilter } from '../query/filter.ts'
import { isIndex, valueAt } from '../query/paths.ts'
import type { Change, Rename } from './change.ts'

/** @throws CommandError for an empty part or a `$` that means nothing. */
export function parsePath(name: string): string[] {
  const parts = name.split('.')
  for (const [index, part] of parts.entries()) {
    if (part === '')
      throw new CommandError(
        'EmptyFieldName',
        `The update path '${name}' contains an empty field name, which is not allowed.`,
      )
    if (!part.startsWith('$')) continue
    const positional = part === '$' || /^\$\[[^\]]*\]$/.test(part)
    if (index === 0 || !positional)
      throw new CommandError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${part}' in '${name}' is not allowed in the context of an update.`,
      )
  }
  return parts
}

/** Two changes to one place, or to a place and one within it, have no order. */
export function checkConflicts(changes: readonly (Change | Rename)[]): void {
  const paths = changes.flatMap((change) =>
    'to' in change ? [change.path, change.to] : [change.path],
  )
  const sorted = paths.map((path) => `${path.join('.')}.`).toSorted()
  for (const [index, path] of sorted.entries()) {
    const next = sorted[index + 1]
    if (next?.startsWith(path) === true)
      throw new CommandError(
        'ConflictingUpdateOperators',
        `Updating the path '${next.slice(0, -1)}' would create a conflict at '${path.slice(0, -1)}'`,
      )
  }
}

/** New fields come in the order of their names, whatever order the update gave them in. */
export function byPath(a: Change | Rename, b: Change | Rename): number {
  const [x, y] = [target(a), target(b)]
  for (const [index, part] of x.entries()) {
    const other = y[index]
    if (other === undefined) return 1
    if (part !== other) return compareParts(part, other)
  }
  return x.length - y.length
}

function target(change: Change | Rename): readonly string[] {
  return 'to' in change ? change.to : change.path
}

function compareParts(a: string, b: string): number {
  if (isIndex(a) && isIndex(b)) return Number(a) - Number(b)
  return a < b ? -1 : 1
}

/** Puts the position of the first item that the filter matched in the place of `$`. */
export function resolvePositional(
  change: Change,
  document: BsonDocument,
  filter: BsonDocument,
): Change {
  const at = change.path.indexOf('$')
  if (at === -1) return change
  const prefix = change.path.slice(0, at)
  const items = valueAt(document, prefix)
  const matches = itemTest(prefix, filter)
  const index = Array.isArray(items) && matches !== undefined ? items.findIndex(matches) : -1
  if (index === -1)
    throw new CommandError(
      'BadValue',
      'The positional operator did not find the match needed from the query.',
    )
  return { ...change, path: change.path.with(at, String(index)) }
}

/** Whether the filter's conditions on the array hold if it had this item only. */
function itemTest(
  prefix: readonly string[],
  filter: BsonDocument,
): ((item: BsonValue) => boolean) | undefined {
  const conditions = conditionsOn(prefix.join('.'), filter)
  if (conditions.length === 0) return undefined
  const predicates = conditions.map(compileFilter)
  return (item) => {
    let value: BsonValue = [item]
    for (const part of prefix.toReversed()) value = new Map([[part, value]])
    return value instanceof Map && predicates.every((predicate) => predicate(value))
  }
}

function conditionsOn(path: string, filter: BsonDocument): BsonDocument[] {
  return Array.from(filter, ([name, condition]): BsonDocument[] => {
    if (name === path || name.startsWith(`${path}.`)) return [new Map([[name, condition]])]
    if (name !== '$and' || !Array.isArray(condition)) return []
    return condition.flatMap((clause) => (clause instanceof Map ? conditionsOn(path, clause) : []))
  }).flat()
}
