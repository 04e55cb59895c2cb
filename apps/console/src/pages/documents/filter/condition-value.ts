/** Values of conditions: as they are typed, and as a filter has them. */
import { keepsDigits } from '../../../json/number-digits.ts'
import type { Condition, ValueType } from './condition.ts'
import { isList } from './condition.ts'

export type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string }

export function parseConditionValue({ operator, type, text }: Condition): Parsed {
  if (operator === 'starts') return { ok: true, value: text }
  if (!isList(operator)) return parseValue(type, text)
  const values: unknown[] = []
  for (const part of listParts(text)) {
    const parsed = parseValue(type, part)
    if (!parsed.ok) return parsed
    values.push(parsed.value)
  }
  return { ok: true, value: values }
}

/** Separated by commas; one that is part of a value stands in quotes. */
function listParts(text: string): string[] {
  const parts = text.match(/\s*"(?:[^"\\]|\\.)*"\s*(?=,|$)|[^,]+/g) ?? []
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

const PARSERS: Record<ValueType, (text: string) => Parsed> = {
  text: (text) => ({ ok: true, value: unquoted(text) }),
  number: (text) => parseNumber(text.trim()),
  boolean: (text) => parseBoolean(text.trim()),
  null: () => ({ ok: true, value: null }),
  date: (text) => parseDate(text.trim()),
  id: (text) => parseObjectId(text.trim()),
  json: parseJson,
}

function parseValue(type: ValueType, text: string): Parsed {
  return PARSERS[type](text)
}

function parseBoolean(text: string): Parsed {
  return text === 'true' || text === 'false'
    ? { ok: true, value: text === 'true' }
    : { ok: false, problem: 'Expected true or false.' }
}

function parseObjectId(text: string): Parsed {
  return /^[0-9a-f]{24}$/i.test(text)
    ? { ok: true, value: { $oid: text.toLowerCase() } }
    : { ok: false, problem: 'Expected 24 hexadecimal digits.' }
}

function parseNumber(text: string): Parsed {
  if (!/^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text))
    return { ok: false, problem: 'Expected a number.' }
  if (keepsDigits(text)) return { ok: true, value: Number(text) }
  return /^-?\d+$/.test(text)
    ? { ok: true, value: { $numberLong: text } }
    : { ok: true, value: { $numberDecimal: text } }
}

/** Days and times without a zone are of this place. */
function parseDate(text: string): Parsed {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const date = new Date(day ? `${text}T00:00` : text)
  return Number.isNaN(date.getTime()) || !/^\d{4}-\d{2}/.test(text)
    ? { ok: false, problem: 'Expected a date, such as 2026-01-31 or 2026-01-31T12:00:00Z.' }
    : { ok: true, value: { $date: date.toISOString() } }
}

function parseJson(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false, problem: 'Expected JSON.' }
  }
}

function unquoted(text: string): string {
  if (!/^".*"$/s.test(text)) return text
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? value : text
  } catch {
    return text
  }
}

/** The other way; undefined if no form has this value. */
export function formatConditionValue(
  value: unknown,
): { type: ValueType; text: string } | undefined {
  if (typeof value === 'string') return { type: 'text', text: needsQuotes(value) }
  if (typeof value === 'number') return { type: 'number', text: String(value) }
  if (typeof value === 'boolean') return { type: 'boolean', text: String(value) }
  if (value === null) return { type: 'null', text: '' }
  if (typeof value !== 'object') return undefined
  const [entry, ...others] = Object.entries(value)
  if (entry && others.length === 0 && typeof entry[1] === 'string') {
    const [name, text] = entry
    if (name === '$date') return { type: 'date', text }
    if (name === '$oid') return { type: 'id', text }
    if (name === '$numberLong' && !keepsDigits(text)) return { type: 'number', text }
  }
  return { type: 'json', text: JSON.stringify(value) }
}

function needsQuotes(text: string): string {
  return unquoted(text) === text ? text : JSON.stringify(text)
}

/** Of a list: what has a comma, or would lose blanks, stands in quotes. */
export function formatConditionList(
  values: readonly unknown[],
): { type: ValueType; text: string } | undefined {
  const formatted = values.map(formatConditionValue)
  const type = formatted[0]?.type
  const isOfOneType =
    type !== undefined &&
    type !== 'json' &&
    type !== 'null' &&
    formatted.every((one) => one?.type === type)
  if (!isOfOneType) return undefined
  const texts = values.map((value, at) => {
    const text = formatted[at]?.text ?? ''
    const isPlain = !/[,"]|^\s|\s$|^$/.test(text)
    return typeof value === 'string' && !isPlain ? JSON.stringify(value) : text
  })
  return { type, text: texts.join(', ') }
}
