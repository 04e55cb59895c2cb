import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { isDocument } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import { compileFilter } from '../query/filter.ts'
import type { Change, Rename } from './change.ts'
import type { ArrayFilters } from './walk.ts'

/** `arrayFilters` by their names, each of which some path must use. */
export function parseArrayFilters(
  spec: BsonValue,
  changes: readonly (Change | Rename)[],
): ArrayFilters {
  const filters = new Map<string, (item: BsonValue) => boolean>()
  for (const filter of Array.isArray(spec) ? spec : []) {
    if (!isDocument(filter))
      throw new CommandError('TypeMismatch', 'Expected arrayFilters of documents')
    const name = nameIn(filter)
    if (name === undefined || filters.has(name))
      throw new CommandError(
        'FailedToParse',
        'Expected each array filter to have a name of its own',
      )
    const predicate = compileFilter(filter)
    filters.set(name, (item) => predicate(new Map([[name, item]])))
  }
  checkNames(new Set(filters.keys()), changes)
  return filters
}

function checkNames(known: ReadonlySet<string>, changes: readonly (Change | Rename)[]): void {
  const used = new Set<string>()
  for (const { path } of changes) {
    for (const part of path) {
      if (!part.startsWith('$[') || part === '$[]') continue
      const name = part.slice(2, -1)
      used.add(name)
      if (!known.has(name))
        throw new CommandError(
          'BadValue',
          `No array filter found for identifier '${name}' in path '${path.join('.')}'`,
        )
    }
  }
  for (const name of known) {
    if (used.has(name)) continue
    throw new CommandError(
      'FailedToParse',
      `The array filter for identifier '${name}' was not used in the update`,
    )
  }
}

function nameIn(filter: BsonDocument): string | undefined {
  for (const [name, condition] of filter) {
    if (!name.startsWith('$')) return name.split('.')[0]
    const [clause] = Array.isArray(condition) ? condition : []
    if (isDocument(clause)) return nameIn(clause)
  }
  return undefined
}
