/** Values of MongoDB that JSON has none for, as the API spells them (Extended JSON v2, relaxed). */
import { isObject, type JsonObject } from './json-value.ts'

const WRAPPERS: ReadonlySet<string> = new Set([
  '$binary',
  '$code',
  '$date',
  '$dbPointer',
  '$maxKey',
  '$minKey',
  '$numberDecimal',
  '$numberDouble',
  '$numberInt',
  '$numberLong',
  '$oid',
  '$ref',
  '$regularExpression',
  '$symbol',
  '$timestamp',
  '$undefined',
  '$uuid',
])

/** One value, spelled as an object. */
export function isExtended(value: unknown): value is JsonObject {
  return isObject(value) && Object.keys(value).some((name) => WRAPPERS.has(name))
}

export interface ExtendedView {
  readonly kind: 'date' | 'number' | 'id' | 'other'
  readonly text: string
  /** What else there is to know, for whoever points at it. */
  readonly hint: string
}

/** Short, for a cell of a table. */
export function viewExtended(value: JsonObject): ExtendedView {
  const hint = JSON.stringify(value)
  const { $date, $oid, $uuid } = value
  if ($date !== undefined) return { kind: 'date', text: dateText($date), hint }
  if (typeof $oid === 'string') return { kind: 'id', text: $oid, hint }
  if (typeof $uuid === 'string') return { kind: 'id', text: $uuid, hint }
  const number = value['$numberLong'] ?? value['$numberDecimal'] ?? value['$numberDouble']
  if (typeof number === 'string') return { kind: 'number', text: number, hint }
  const [name = ''] = Object.keys(value)
  return { kind: 'other', text: name.slice(1), hint }
}

const DATE = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' })
const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

/** In the time of this place, ordered as it is sorted. */
function dateText($date: unknown): string {
  const long = isObject($date) ? Number($date['$numberLong']) : undefined
  const date = new Date(long ?? String($date))
  return Number.isNaN(date.getTime()) ? String($date) : `${DATE.format(date)} ${TIME.format(date)}`
}
