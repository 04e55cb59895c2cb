import type { Query } from '@cstore/client'
import type { Readable } from 'node:stream'
import { readJsonObject } from '../input/read-json.ts'

export interface QueryOptions {
  readonly filter?: string
  readonly sort?: readonly string[]
  readonly fields?: readonly string[]
  readonly meta?: true
}

/** The query that the options ask for. @throws UsageError, FileError */
export async function queryOf(
  { filter, sort, fields, meta }: QueryOptions,
  stdin: Readable,
): Promise<Query<Record<string, unknown>>> {
  const read = { stdin, what: 'filter' }
  return {
    ...(filter === undefined ? {} : { filter: await readJsonObject(filter, read) }),
    ...(sort ? { sort: sort.map(sortField) } : {}),
    ...(fields ? { fields } : {}),
    ...(meta ? { meta } : {}),
  }
}

/** A dash in front means descending. */
function sortField(text: string): { field: string; order: 'asc' | 'desc' } {
  return text.startsWith('-')
    ? { field: text.slice(1), order: 'desc' }
    : { field: text, order: 'asc' }
}
