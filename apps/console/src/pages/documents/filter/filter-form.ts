/** A filter as conditions that all must hold, and the filter of such conditions. */
import { isExtended } from '../../../json/extended-json.ts'
import { isObject, type JsonObject } from '../../../json/json-value.ts'
import {
  formatConditionList,
  formatConditionValue,
  parseConditionValue,
} from './condition-value.ts'
import { isUnary, type Condition, type Operator } from './condition.ts'

export interface ConditionProblem {
  /** Which condition, from 0. */
  readonly at: number
  readonly part: 'field' | 'value'
  readonly problem: string
}

export type BuiltFilter =
  | { readonly ok: true; readonly filter: JsonObject }
  | { readonly ok: false; readonly problems: readonly ConditionProblem[] }

export function buildFilter(conditions: readonly Condition[]): BuiltFilter {
  const problems: ConditionProblem[] = []
  const clauses: Clause[] = []
  for (const [at, condition] of conditions.entries()) {
    const { field } = condition
    if (field.trim() === '') problems.push({ at, part: 'field', problem: 'Expected a field.' })
    else if (field.startsWith('$'))
      problems.push({ at, part: 'field', problem: 'A field does not begin with $.' })
    const operand = operandOf(condition)
    if (operand.ok) clauses.push({ field: field.trim(), ...operand.clause })
    else problems.push({ at, part: 'value', problem: operand.problem })
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, filter: combine(clauses) }
}

interface Clause {
  readonly field: string
  readonly name: string
  readonly value: unknown
}

const NAMES = {
  eq: '$eq',
  ne: '$ne',
  gt: '$gt',
  gte: '$gte',
  lt: '$lt',
  lte: '$lte',
  in: '$in',
  nin: '$nin',
  starts: '$regex',
  exists: '$exists',
  absent: '$exists',
} as const satisfies Record<Operator, string>

/** As MongoDB calls it. */
export function operatorName(operator: Operator): string {
  return NAMES[operator]
}

type Operand =
  | { readonly ok: true; readonly clause: Omit<Clause, 'field'> }
  | { readonly ok: false; readonly problem: string }

function operandOf(condition: Condition): Operand {
  const { operator } = condition
  const name = NAMES[operator]
  if (isUnary(operator)) return { ok: true, clause: { name, value: operator === 'exists' } }
  const parsed = parseConditionValue(condition)
  if (!parsed.ok) return parsed
  const value = operator === 'starts' ? `^${escapePattern(String(parsed.value))}` : parsed.value
  return { ok: true, clause: { name, value } }
}

/** Together in one object as long as no operator would be there twice, else in an `$and`. */
function combine(clauses: readonly Clause[]): JsonObject {
  const fields = new Map<string, Map<string, unknown>>()
  for (const { field, name, value } of clauses) {
    const operators = fields.get(field) ?? new Map<string, unknown>()
    if (operators.has(name))
      return {
        $and: clauses.map((clause) => ({
          [clause.field]: operatorsOf([[clause.name, clause.value]]),
        })),
      }
    operators.set(name, value)
    fields.set(field, operators)
  }
  return Object.fromEntries(
    [...fields].map(([field, operators]) => [field, operatorsOf([...operators])]),
  )
}

/** Plain values are written as people write them, without `$eq`. */
function operatorsOf(operators: readonly (readonly [string, unknown])[]): unknown {
  const [first, ...others] = operators
  const isPlain = first?.[0] === '$eq' && others.length === 0 && !isObject(first[1])
  return isPlain ? first[1] : Object.fromEntries(operators)
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}

/** Undefined if the filter says what the form cannot. */
export function readFilter(filter: JsonObject): readonly Condition[] | undefined {
  const conditions: Condition[] = []
  for (const [name, value] of Object.entries(filter)) {
    const read =
      name === '$and' ? readAll(value) : name.startsWith('$') ? undefined : readField(name, value)
    if (!read) return undefined
    conditions.push(...read)
  }
  return conditions
}

function readAll(branches: unknown): readonly Condition[] | undefined {
  if (!Array.isArray(branches)) return undefined
  const read = branches.map((branch) => (isObject(branch) ? readFilter(branch) : undefined))
  return read.every((conditions) => conditions !== undefined) ? read.flat() : undefined
}

function readField(field: string, value: unknown): readonly Condition[] | undefined {
  const isOperators =
    isObject(value) && !isExtended(value) && Object.keys(value).some((name) => name.startsWith('$'))
  const operators = isOperators ? value : { $eq: value }
  const read = Object.entries(operators).map(([name, operand]) => readOperator(name, operand))
  return read.every((condition) => condition !== undefined)
    ? read.map(({ operator, type, text }) => ({ field, operator, type, text }))
    : undefined
}

const OPERATOR_OF: ReadonlyMap<string, Operator> = new Map([
  ['$eq', 'eq'],
  ['$ne', 'ne'],
  ['$gt', 'gt'],
  ['$gte', 'gte'],
  ['$lt', 'lt'],
  ['$lte', 'lte'],
  ['$in', 'in'],
  ['$nin', 'nin'],
  ['$regex', 'starts'],
  ['$exists', 'exists'],
])

function readOperator(name: string, operand: unknown): Omit<Condition, 'field'> | undefined {
  const operator = OPERATOR_OF.get(name)
  if (operator === undefined) return undefined
  if (operator === 'exists') {
    return { operator: operand === false ? 'absent' : 'exists', type: 'text', text: '' }
  }
  if (operator === 'starts') return readPattern(operand)
  if (operator === 'in' || operator === 'nin') {
    const list = Array.isArray(operand) ? formatConditionList(operand) : undefined
    return list && { operator, ...list }
  }
  const value = formatConditionValue(operand)
  return value && { operator, ...value }
}

/** Only what stands for its own text. */
function readPattern(pattern: unknown): Omit<Condition, 'field'> | undefined {
  if (typeof pattern !== 'string' || !pattern.startsWith('^')) return undefined
  const text = pattern.slice(1).replaceAll(/\\([\\^$.*+?()[\]{}|])/g, '$1')
  return `^${escapePattern(text)}` === pattern
    ? { operator: 'starts', type: 'text', text }
    : undefined
}
