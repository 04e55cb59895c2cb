/**
 * Whether an index serves a list, told from the shape of the query alone: fields that must equal
 * something, then the sort, then ranges (https://www.mongodb.com/docs/manual/tutorial/equality-sort-range-guideline/).
 * Asking MongoDB to explain would cost what the query costs and depend on the data of the day.
 * The sort by id that every list ends in counts only where a sort was asked for: what a filter lets
 * through is then sorted by it, and that is few where an index serves the filter.
 */
import { isPlainObject, type Fields } from '../bson/plain-object.ts'
import type { ListSpec } from './list.ts'
import { type SortKey, sortKeys } from './sort.ts'

/** Paths and directions of an index that covers every document. */
export type IndexKeys = readonly (readonly [path: string, direction: unknown])[]

type Use = 'equal' | 'range' | 'none'

const USES: Readonly<Record<string, Use>> = {
  $eq: 'equal',
  $in: 'equal',
  $all: 'equal',
  $gt: 'range',
  $gte: 'range',
  $lt: 'range',
  $lte: 'range',
  $regex: 'range',
  // These leave out so little that an index would be read from end to end.
  $ne: 'none',
  $nin: 'none',
  $exists: 'none',
  $not: 'none',
  $size: 'none',
}

/** What a filter demands of all documents. */
interface Demands {
  readonly fields: Map<string, Use>
  /** Of each of these, one must hold. */
  readonly alternatives: Fields[][]
}

/** @param indexes beside the one on the id, which every collection has. */
export function isServedByIndex(spec: ListSpec, indexes: readonly IndexKeys[]): boolean {
  const { filter = {}, sort = [] } = spec
  const all: readonly IndexKeys[] = [[['_id', 1]], ...indexes]
  return serves(filter, { sort: sort.length === 0 ? null : sortKeys(sort), indexes: all })
}

function serves(
  filter: Fields,
  query: { sort: readonly SortKey[] | null; indexes: readonly IndexKeys[] },
): boolean {
  const demands: Demands = { fields: new Map(), alternatives: [] }
  collect(filter, '', demands)
  if (query.indexes.some((index) => indexServes(index, demands, query.sort))) return true
  const each = { ...query, sort: null }
  return (
    query.sort === null &&
    demands.alternatives.some((branches) => branches.every((branch) => serves(branch, each)))
  )
}

function indexServes(
  index: IndexKeys,
  { fields, alternatives }: Demands,
  sort: readonly SortKey[] | null,
): boolean {
  const differs = index.findIndex(([path]) => fields.get(path) !== 'equal')
  const equal = differs === -1 ? index.length : differs
  const [first = ''] = index[0] ?? []
  const all = fields.size === 0 && alternatives.length === 0
  const bounded = all || equal > 0 || fields.get(first) === 'range'
  if (sort === null) return bounded
  const paths = new Set(index.map(([path]) => path))
  const covered = alternatives.length === 0 && [...fields.keys()].every((path) => paths.has(path))
  const order = withoutEqual(sort, fields)
  const onlyById = order.length === 1 && order[0]?.path === '_id'
  return (bounded && onlyById) || ((bounded || covered) && isInOrder(index.slice(equal), order))
}

/** What all documents have alike does not sort them. */
function withoutEqual(sort: readonly SortKey[], fields: ReadonlyMap<string, Use>): SortKey[] {
  return sort.filter(({ path }) => fields.get(path) !== 'equal')
}

/** Whether the index, read from either end, gives this order. */
function isInOrder(index: IndexKeys, sort: readonly SortKey[]): boolean {
  return [1, -1].some((reading) =>
    sort.every(({ path, direction }, at) => {
      const [indexed, indexDirection] = index[at] ?? []
      return indexed === path && indexDirection === direction * reading
    }),
  )
}

function collect(filter: Fields, prefix: string, demands: Demands): void {
  for (const [name, value] of Object.entries(filter)) {
    if (name === '$and') for (const part of objects(value)) collect(part, prefix, demands)
    else if (name === '$or' && prefix === '') demands.alternatives.push(objects(value))
    else if (name.startsWith('$')) note(demands, name, 'none')
    else collectField(`${prefix}${prefix === '' && name === 'id' ? '_id' : name}`, value, demands)
  }
}

function collectField(path: string, value: unknown, demands: Demands): void {
  const operators = isPlainObject(value) ? Object.entries(value) : []
  const isCondition = operators.some(([name]) => name in USES || name === '$elemMatch')
  if (!isCondition) return note(demands, path, 'equal')
  for (const [name, operand] of operators) {
    if (name !== '$elemMatch') note(demands, path, USES[name] ?? 'none')
    else if (isPlainObject(operand)) collectElement(path, operand, demands)
  }
}

function collectElement(path: string, operand: Fields, demands: Demands): void {
  if (Object.keys(operand).some((name) => name in USES)) collectField(path, operand, demands)
  else collect(operand, `${path}.`, demands)
}

/** The strictest of several conditions on a field decides. */
function note({ fields }: Demands, path: string, use: Use): void {
  const known = fields.get(path)
  if (known === 'equal' || (known === 'range' && use === 'none')) return
  fields.set(path, use)
}

function objects(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isPlainObject) : []
}
