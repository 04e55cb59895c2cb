/**
 * Filters of clients as filters of MongoDB. Only what is named here passes: `$where`, `$expr`,
 * `$function` and whatever comes after them are unknown operators. Values are always wrapped in an
 * operator, since a bare value may mean more than equality (a regular expression, for one).
 */
import { BSONRegExp } from 'mongodb'
import { Faults, parseValue, type Place, placeBelow, ROOT } from '../bson/parse.ts'
import { isPlainObject, type Fields } from '../bson/plain-object.ts'
import { unwrap } from '../bson/wrappers.ts'
import { parseId } from '../document-id.ts'
import { FilterInvalidError } from '../store-errors.ts'
import { patternProblem } from './anchored-pattern.ts'
import { pathProblem } from './field-path.ts'

const MAX_FILTER_DEPTH = 8
const MAX_CLAUSES = 100
const MAX_LIST_VALUES = 1000
const MAX_STRING_LENGTH = 8192
/** Of an operator that nobody knows. */
const MAX_SHOWN_LENGTH = 64
const LOGICAL = new Set(['$and', '$or', '$nor'])

/** One pass over one filter. */
interface Parsing {
  readonly faults: Faults
  clauses: number
}

/** What an operator is applied to. */
interface Operand {
  readonly value: unknown
  readonly place: Place
  /** The field is the document's id, whose values are spelled (see document-id.ts). */
  readonly isId: boolean
  /** Nesting of operators so far. */
  readonly level: number
}

type Operator = (operand: Operand, parsing: Parsing) => unknown

const OPERATORS = new Map<string, Operator>([
  ['$eq', operandValue],
  ['$ne', operandValue],
  ['$gt', operandValue],
  ['$gte', operandValue],
  ['$lt', operandValue],
  ['$lte', operandValue],
  ['$in', operandList],
  ['$nin', operandList],
  ['$all', operandList],
  ['$exists', operandBoolean],
  ['$size', operandSize],
  ['$regex', operandPattern],
  ['$not', operandNegated],
  ['$elemMatch', operandElement],
])

/**
 * The filter to send to MongoDB. `place`: where it is found.
 * @throws FilterInvalidError naming everything that is wrong, with pointers that begin with the place
 */
export function parseFilter(filter: Record<string, unknown>, place: Place = ROOT): Fields {
  const parsing: Parsing = { faults: new Faults(), clauses: 0 }
  const parsed = parseClauses(filter, { place, level: 0 }, parsing)
  if (isTooMuch(parsing)) {
    parsing.faults.add(place.pointer, `Expected at most ${MAX_CLAUSES} conditions`)
  }
  if (parsing.faults.found.length > 0) throw new FilterInvalidError(parsing.faults.found)
  return parsed
}

interface Level {
  readonly place: Place
  readonly level: number
}

function parseClauses(clauses: Fields, { place, level }: Level, parsing: Parsing): Fields {
  const parsed: Fields = {}
  if (level > MAX_FILTER_DEPTH) {
    parsing.faults.add(place.pointer, `Expected at most ${MAX_FILTER_DEPTH} levels of operators`)
    return parsed
  }
  for (const [name, value] of Object.entries(clauses)) {
    if (isTooMuch(parsing)) return parsed
    const at = placeBelow(place, name)
    parsing.clauses += 1
    if (LOGICAL.has(name)) parsed[name] = parseBranches(value, { place: at, level }, parsing)
    else if (name.startsWith('$')) unknownOperator(name, at, parsing)
    else {
      const problem = pathProblem(name)
      if (problem !== null) parsing.faults.add(at.pointer, problem)
      else
        parsed[name === 'id' ? '_id' : name] = parseCondition(
          { value, place: at, isId: name === 'id', level: level + 1 },
          parsing,
        )
    }
  }
  return parsed
}

/** What is refused for its size need not be read to its end. */
function isTooMuch({ clauses }: Parsing): boolean {
  return clauses > MAX_CLAUSES
}

function parseBranches(branches: unknown, { place, level }: Level, parsing: Parsing): unknown {
  if (!Array.isArray(branches) || branches.length === 0)
    return parsing.faults.add(place.pointer, 'Expected an array of filters, not empty')
  if (branches.length > MAX_CLAUSES)
    return parsing.faults.add(place.pointer, `Expected at most ${MAX_CLAUSES} filters`)
  return branches.map((branch, index) => {
    const at = placeBelow(place, index)
    if (isPlainObject(branch)) return parseClauses(branch, { place: at, level: level + 1 }, parsing)
    return parsing.faults.add(at.pointer, 'Expected a filter')
  })
}

/** What stands beside a field: operators, or a value to equal. */
function parseCondition(operand: Operand, parsing: Parsing): unknown {
  const { value, place } = operand
  if (!isPlainObject(value) || unwrap(value) !== null)
    return { $eq: operandValue(operand, parsing) }
  const names = Object.keys(value)
  if (!names.some((name) => name.startsWith('$'))) return { $eq: operandValue(operand, parsing) }
  return parseOperators(value, { ...operand, place }, parsing)
}

function parseOperators(operators: Fields, operand: Operand, parsing: Parsing): Fields {
  const parsed: Fields = {}
  if (operand.level > MAX_FILTER_DEPTH) {
    parsing.faults.add(
      operand.place.pointer,
      `Expected at most ${MAX_FILTER_DEPTH} levels of operators`,
    )
    return parsed
  }
  for (const [name, value] of Object.entries(operators)) {
    if (isTooMuch(parsing)) return parsed
    const place = placeBelow(operand.place, name)
    const parse = OPERATORS.get(name)
    parsing.clauses += 1
    if (parse === undefined) unknownOperator(name, place, parsing)
    else parsed[name] = parse({ ...operand, value, place }, parsing)
  }
  return parsed
}

function unknownOperator(name: string, place: Place, parsing: Parsing): void {
  const detail = name.startsWith('$')
    ? `\`${name.slice(0, MAX_SHOWN_LENGTH)}\` is not allowed; use ${[...LOGICAL, ...OPERATORS.keys()].join(' ')}`
    : 'Expected only operators here, as there is one beside it'
  parsing.faults.add(place.pointer, detail)
}

function operandValue(operand: Operand, { faults }: Parsing): unknown {
  const { value, place } = operand
  if (operand.isId) return idValue(operand, faults)
  refuseLongStrings(value, place, faults)
  const parsed = parseValue(value, place, faults)
  return parsed instanceof BSONRegExp
    ? faults.add(place.pointer, 'Expected a value; use `$regex` for patterns')
    : parsed
}

function idValue({ value, place }: Operand, faults: Faults): unknown {
  if (typeof value !== 'string') return faults.add(place.pointer, 'Expected an id, a string')
  // Any text may bound a range of ids.
  if (!value.startsWith('~')) return parseValue(value, place, faults)
  const id = parseId(value)
  return id === undefined ? faults.add(place.pointer, 'Expected an id as documents show it') : id
}

function operandList(operand: Operand, parsing: Parsing): unknown {
  const { value, place } = operand
  if (!Array.isArray(value) || value.length > MAX_LIST_VALUES)
    return parsing.faults.add(
      place.pointer,
      `Expected an array of at most ${MAX_LIST_VALUES} values`,
    )
  return value.map((item, at) =>
    operandValue({ ...operand, value: item, place: placeBelow(place, at) }, parsing),
  )
}

function operandBoolean({ value, place }: Operand, { faults }: Parsing): unknown {
  return typeof value === 'boolean' ? value : faults.add(place.pointer, 'Expected true or false')
}

function operandSize({ value, place }: Operand, { faults }: Parsing): unknown {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 2 ** 31
    ? value
    : faults.add(place.pointer, 'Expected a number of items, 0 or more')
}

function operandPattern({ value, place }: Operand, { faults }: Parsing): unknown {
  if (typeof value !== 'string') return faults.add(place.pointer, 'Expected a pattern as a string')
  const problem = patternProblem(value)
  return problem === null ? value : faults.add(place.pointer, problem)
}

function operandNegated(operand: Operand, parsing: Parsing): unknown {
  const { value, place, level } = operand
  return isPlainObject(value) && unwrap(value) === null && Object.keys(value).length > 0
    ? parseOperators(value, { ...operand, level: level + 1 }, parsing)
    : parsing.faults.add(place.pointer, 'Expected an object of operators')
}

function operandElement(operand: Operand, parsing: Parsing): unknown {
  const { value, place, level, isId } = operand
  if (isId) return parsing.faults.add(place.pointer, 'Expected no `$elemMatch` on an id')
  if (!isPlainObject(value) || Object.keys(value).length === 0)
    return parsing.faults.add(place.pointer, 'Expected an object of operators or fields')
  const ofOperators = Object.keys(value).every((name) => OPERATORS.has(name))
  if (ofOperators) return parseOperators(value, { ...operand, level: level + 1 }, parsing)
  return parseElementFields(value, { place, level: level + 1 }, parsing)
}

/** Fields of an item; `id` and `_id` are fields like others there. */
function parseElementFields(fields: Fields, at: Level, parsing: Parsing): Fields {
  const { id, ...others } = fields
  const parsed = parseClauses(others, at, parsing)
  if (id === undefined) return parsed
  const place = placeBelow(at.place, 'id')
  parsing.clauses += 1
  return {
    ...parsed,
    id: parseCondition({ value: id, place, isId: false, level: at.level + 1 }, parsing),
  }
}

function refuseLongStrings(value: unknown, place: Place, faults: Faults): void {
  if (typeof value === 'string' && value.length > MAX_STRING_LENGTH)
    faults.add(place.pointer, `Expected at most ${MAX_STRING_LENGTH} characters`)
}
