/** Indexes as clients name them and as MongoDB has them. */
import { createHash } from 'node:crypto'
import type { IndexSpec, IndexState } from '@cstore/contracts'
import type { IndexKeys } from '../query/index-use.ts'

/** Indexes with such names are CStore's, and go when the settings no longer name them. */
const NAME_PREFIX = 'cstore_'
const MAX_NAME_LENGTH = 100

export interface NamedIndex {
  readonly name: string
  readonly key: Record<string, 1 | -1>
  readonly unique: boolean
}

/** An index as listIndexes tells of it. */
export interface ExistingIndex {
  readonly name: string
  readonly key: Record<string, unknown>
  readonly unique?: boolean
  readonly sparse?: boolean
  readonly partialFilterExpression?: unknown
  readonly collation?: unknown
}

/**
 * The index to build. One that is not unique gets `_id` at its end, in the direction of its last
 * field: lists are sorted by `_id` last, so that without it every page would be sorted anew.
 */
export function namedIndex(spec: IndexSpec): NamedIndex {
  const unique = spec.unique === true
  const entries = Object.entries(spec.fields).map(([field, direction]): [string, 1 | -1] => [
    field === 'id' ? '_id' : field,
    direction,
  ])
  const text = entries.map(([field, direction]) => `${field}_${direction}`).join('_')
  const name = `${NAME_PREFIX}${text}${unique ? '_unique' : ''}`
  const last = entries.at(-1)
  const endsWithId = unique || entries.some(([field]) => field === '_id')
  if (!endsWithId && last !== undefined) entries.push(['_id', last[1]])
  return { name: shortName(name), key: Object.fromEntries(entries), unique }
}

export function isOwnIndex(name: string): boolean {
  return name.startsWith(NAME_PREFIX)
}

/** Those of the wanted indexes that no index does the work of, be it another program's. */
export function missingIndexes(
  wanted: readonly NamedIndex[],
  existing: readonly ExistingIndex[],
): NamedIndex[] {
  const names = new Set(existing.map(({ name }) => name))
  const present = new Set(existing.filter(isPlain).map(signature))
  return wanted.filter((index) => !names.has(index.name) && !present.has(signature(index)))
}

/** The indexes that find documents of every kind, as queries may use them. */
export function plainIndexKeys(existing: readonly ExistingIndex[]): IndexKeys[] {
  return existing.filter(isPlain).map(({ key }) => Object.entries(key))
}

/** The index covers every document, and compares values as they are. */
function isPlain(index: ExistingIndex): boolean {
  return index.sparse !== true && !index.partialFilterExpression && !index.collation
}

function signature({ key, unique }: Pick<ExistingIndex, 'key' | 'unique'>): string {
  return JSON.stringify([Object.entries(key), unique === true])
}

export function describeIndex({ name, key, unique }: ExistingIndex): IndexState {
  return {
    name,
    fields: clientFields(name, key),
    unique: unique === true || name === '_id_',
    state: 'ready',
  }
}

/** An index that is to be and is not yet, or could not be built. */
export function describeMissing(index: NamedIndex, problem: string | undefined): IndexState {
  const { name, key, unique } = index
  const fields = clientFields(name, key)
  return problem === undefined
    ? { name, fields, unique, state: 'building' }
    : { name, fields, unique, state: 'failed', problem }
}

function clientFields(name: string, key: Record<string, unknown>): IndexState['fields'] {
  const fields = Object.entries(key).map(([field, direction]): [string, number | string] => [
    field === '_id' ? 'id' : field,
    typeof direction === 'number' ? direction : String(direction),
  ])
  const hidden = isOwnIndex(name) && fields.length > 1 && !name.includes('_id_')
  return Object.fromEntries(hidden && fields.at(-1)?.[0] === 'id' ? fields.slice(0, -1) : fields)
}

function shortName(name: string): string {
  if (name.length <= MAX_NAME_LENGTH) return name
  const digest = createHash('sha256').update(name).digest('base64url')
  return `${name.slice(0, MAX_NAME_LENGTH - 17)}_${digest.slice(0, 16)}`
}
