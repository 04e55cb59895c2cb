import type { ListQuery, QueryBody } from '@cstore/contracts'
import type { ListSpec } from '@cstore/store'
import { DEFAULT_PAGE_SIZE } from '@cstore/contracts'
import { ApiError } from '../../problems/api-errors.ts'
import { parseJson } from '../json.ts'

/** The query of a URL, in the form of a body. @throws ApiError naming the parameter at fault. */
export function bodyOf({ filter, sort, fields, ...rest }: ListQuery): QueryBody {
  return {
    ...rest,
    ...(filter === undefined ? {} : { filter: parseFilter(filter) }),
    ...(sort === undefined ? {} : { sort: names(sort).map(sortKey) }),
    ...(fields === undefined ? {} : { fields: names(fields) }),
  }
}

export function specOf(query: QueryBody): ListSpec {
  const { filter, sort, fields, after, count = false, limit = DEFAULT_PAGE_SIZE } = query
  const keys = sort?.map(({ field, order = 'asc' }) => ({ field, order }))
  return {
    limit,
    count,
    ...(filter ? { filter: { ...filter } } : {}),
    ...(keys ? { sort: keys } : {}),
    ...(fields ? { fields } : {}),
    ...(after === undefined ? {} : { after }),
  }
}

function names(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function sortKey(text: string): { field: string; order: 'asc' | 'desc' } {
  if (text.startsWith('-')) return { field: text.slice(1), order: 'desc' }
  return { field: text.startsWith('+') ? text.slice(1) : text, order: 'asc' }
}

function parseFilter(text: string): Record<string, unknown> {
  const filter = parsed(text)
  if (typeof filter === 'object' && filter !== null && !Array.isArray(filter)) return { ...filter }
  throw invalidFilter('is not a JSON object')
}

function parsed(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    throw invalidFilter('is not valid JSON')
  }
}

function invalidFilter(detail: string): ApiError {
  return new ApiError('CSTORE_REQUEST_INVALID', 'The query is not as expected.', {
    errors: [{ pointer: '/filter', detail }],
  })
}
