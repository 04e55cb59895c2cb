/**
 * The entries that a document has in an index: one, or as many as the array has items that its
 * fields lead through. Two fields may share an array but not lead through different ones: that
 * would be every combination of their items.
 */
import { orderKey } from '../bson/order-key.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import { isIndex } from '../query/paths.ts'

/** How far a field has been followed. An item of an array is not opened again. */
interface Position {
  readonly value: BsonValue
  readonly rest: readonly string[]
  readonly isItem: boolean
}

export type IndexEntries = Map<string, readonly BsonValue[]>

/** Values by entry, in the order of the fields. @throws CommandError CannotIndexParallelArrays */
export function indexEntries(
  document: BsonDocument,
  paths: readonly (readonly string[])[],
): IndexEntries {
  const entries: IndexEntries = new Map()
  collect(
    paths.map((path) => ({ value: document, rest: path, isItem: false })),
    entries,
  )
  return entries
}

function collect(positions: readonly Position[], entries: IndexEntries): void {
  const reached = positions.map(follow)
  const arrays = new Set(reached.filter(isOpen).map(({ value }) => value))
  const [array] = arrays
  if (arrays.size > 1)
    throw new CommandError('CannotIndexParallelArrays', 'cannot index parallel arrays')
  if (!Array.isArray(array)) {
    const values = reached.map(({ value }) => value)
    entries.set(values.map(orderKey).join(''), values)
    return
  }
  for (const item of array.length === 0 ? [undefined] : array) {
    const within = reached.map((position) =>
      isOpen(position) ? { value: item, rest: position.rest, isItem: true } : position,
    )
    collect(within, entries)
  }
}

/** Into documents, and arrays by position, until an array has to be opened. */
function follow(position: Position): Position {
  let { value, rest, isItem } = position
  for (let part = rest[0]; part !== undefined; part = rest[0]) {
    if (value instanceof Map) value = value.get(part) ?? null
    else if (!Array.isArray(value)) value = null
    else if (isIndex(part) && Number(part) < value.length) value = value[Number(part)]
    else if (isItem) value = null
    else return { value, rest, isItem }
    rest = rest.slice(1)
    isItem = false
  }
  return { value, rest, isItem }
}

function isOpen({ value, isItem }: Position): boolean {
  return Array.isArray(value) && !isItem
}
