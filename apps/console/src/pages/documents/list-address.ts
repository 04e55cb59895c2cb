/** What a list shows, as it stands in the address: everything can be linked to, and gone back to. */
import { parseObject, type JsonObject } from '../../json/json-value.ts'

export interface SortField {
  readonly field: string
  readonly order: 'asc' | 'desc'
}

export interface ListAddress {
  /** As it is written, which may be no filter. */
  readonly filterText: string
  /** Null if the text is none. */
  readonly filter: JsonObject | null
  readonly sort: readonly SortField[]
  /** Null: those that the documents have. */
  readonly fields: readonly string[] | null
  readonly limit: number
  /** Cursor of the page; null: the first. */
  readonly after: string | null
}

export const PAGE_SIZES = [25, 50, 100, 200] as const
const DEFAULT_LIMIT = 50

export function readAddress(search: URLSearchParams): ListAddress {
  const filterText = search.get('filter') ?? ''
  const limit = Number(search.get('limit'))
  return {
    filterText,
    filter: filterText === '' ? {} : (parseObject(filterText) ?? null),
    sort: listOf(search.get('sort')).map(sortField),
    fields: search.has('fields') ? listOf(search.get('fields')) : null,
    limit: PAGE_SIZES.find((size) => size === limit) ?? DEFAULT_LIMIT,
    after: search.get('after'),
  }
}

export type AddressChange = Partial<Omit<ListAddress, 'filter'>>

/** Whatever changes what is listed begins at the first page again. */
export function changeAddress(search: URLSearchParams, change: AddressChange): URLSearchParams {
  const next = new URLSearchParams(search)
  const { filterText, sort, fields, limit, after = null } = change
  if (filterText !== undefined) put(next, 'filter', filterText)
  if (sort !== undefined) put(next, 'sort', sort.map(sortText).join(','))
  if (fields !== undefined) {
    if (fields === null) next.delete('fields')
    else next.set('fields', fields.join(','))
  }
  if (limit !== undefined) put(next, 'limit', limit === DEFAULT_LIMIT ? '' : String(limit))
  put(next, 'after', after ?? '')
  return next
}

function put(search: URLSearchParams, name: string, value: string): void {
  if (value === '') search.delete(name)
  else search.set(name, value)
}

function listOf(text: string | null): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function sortField(text: string): SortField {
  return text.startsWith('-')
    ? { field: text.slice(1), order: 'desc' }
    : { field: text, order: 'asc' }
}

function sortText({ field, order }: SortField): string {
  return order === 'desc' ? `-${field}` : field
}

/**
 * A click on a field: ascending, descending, not at all. With `isAdded` beside what the list is
 * sorted by already.
 */
export function toggleSort(
  sort: readonly SortField[],
  field: string,
  isAdded: boolean,
): readonly SortField[] {
  const now = sort.find((one) => one.field === field)
  const others = isAdded ? sort.filter((one) => one.field !== field) : []
  if (!now) return [...others, { field, order: 'asc' }]
  return now.order === 'asc' ? [...others, { field, order: 'desc' }] : others
}
