import { SortInvalidError } from '../store-errors.ts'
import { pathProblem } from './field-path.ts'

export interface SortField {
  readonly field: string
  readonly order: 'asc' | 'desc'
}

/** A field path of the database and its direction. */
export interface SortKey {
  readonly path: string
  readonly direction: 1 | -1
}

const MAX_SORT_FIELDS = 8

/**
 * The sort as MongoDB gets it, made total by `_id`. That goes in the direction of the last field,
 * so that one index serves the sort and its reverse.
 * @throws SortInvalidError with pointers into a `ListSpec`
 */
export function sortKeys(sort: readonly SortField[]): SortKey[] {
  checkSort(sort)
  const keys = sort.map(({ field, order }): SortKey => ({
    path: field === 'id' ? '_id' : field,
    direction: order === 'desc' ? -1 : 1,
  }))
  const idAt = keys.findIndex(({ path }) => path === '_id')
  // Nothing after a unique field decides anything.
  if (idAt !== -1) return keys.slice(0, idAt + 1)
  return [...keys, { path: '_id', direction: keys.at(-1)?.direction ?? 1 }]
}

function checkSort(sort: readonly SortField[]): void {
  if (sort.length > MAX_SORT_FIELDS) fail('/sort', `Expected at most ${MAX_SORT_FIELDS} fields`)
  const seen = new Set<string>()
  for (const [at, { field }] of sort.entries()) {
    const problem = pathProblem(field)
    if (problem !== null) fail(`/sort/${at}/field`, problem)
    if (seen.has(field)) fail(`/sort/${at}/field`, 'Expected every field once')
    seen.add(field)
  }
}

function fail(pointer: string, detail: string): never {
  throw new SortInvalidError([{ pointer, detail }])
}
