/** One condition of a filter, as a form has it. */
export type Operator =
  | 'eq'
  | 'ne'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'in'
  | 'nin'
  | 'starts'
  | 'exists'
  | 'absent'

export type ValueType = 'text' | 'number' | 'boolean' | 'date' | 'id' | 'null' | 'json'

export interface Condition {
  readonly field: string
  readonly operator: Operator
  readonly type: ValueType
  /** As it is typed. */
  readonly text: string
}

export const OPERATORS: readonly { readonly value: Operator; readonly label: string }[] = [
  { value: 'eq', label: 'is' },
  { value: 'ne', label: 'is not' },
  { value: 'gt', label: 'is more than' },
  { value: 'gte', label: 'is at least' },
  { value: 'lt', label: 'is less than' },
  { value: 'lte', label: 'is at most' },
  { value: 'starts', label: 'starts with' },
  { value: 'in', label: 'is one of' },
  { value: 'nin', label: 'is none of' },
  { value: 'exists', label: 'is there' },
  { value: 'absent', label: 'is not there' },
]

export const VALUE_TYPES: readonly { readonly value: ValueType; readonly label: string }[] = [
  { value: 'text', label: 'text' },
  { value: 'number', label: 'number' },
  { value: 'boolean', label: 'true or false' },
  { value: 'date', label: 'date' },
  { value: 'id', label: 'ObjectId' },
  { value: 'null', label: 'null' },
  { value: 'json', label: 'JSON' },
]

/** Which ask for no value. */
export function isUnary(operator: Operator): boolean {
  return operator === 'exists' || operator === 'absent'
}

export function isList(operator: Operator): boolean {
  return operator === 'in' || operator === 'nin'
}

/** What a text looks like, for whoever has not said. */
export function guessType(text: string): ValueType {
  const trimmed = text.trim()
  if (trimmed === 'true' || trimmed === 'false') return 'boolean'
  if (trimmed === 'null') return 'null'
  if (/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(trimmed)) return 'number'
  return /^[{["]/.test(trimmed) && isJson(trimmed) ? 'json' : 'text'
}

/** What the values of a field are, from those that are on the page. */
export function typeOfValue(value: unknown): ValueType {
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value !== 'object' || value === null) return 'text'
  if ('$date' in value) return 'date'
  if ('$oid' in value) return 'id'
  if ('$numberLong' in value || '$numberDecimal' in value) return 'number'
  // Items of a list are what a condition is about.
  return Array.isArray(value) ? typeOfValue(value[0]) : 'json'
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
