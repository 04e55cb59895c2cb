/** The operators of a filter on one path: `{ $gt: 1, $in: [...] }`. */
import type { BSONRegExp } from 'bson'
import { comparable, compareValues, valuesEqual } from '../bson/compare.ts'
import { orderKey } from '../bson/order-key.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { isDocument, isNumber, toNumber, typeName } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import { bitsTest } from './bits.ts'
import { isOperators, type Nested, type ValuePredicate } from './predicate.ts'
import { isRegex, regexTest } from './regex.ts'
import { typeTest } from './type-operator.ts'

export interface CompiledOperators {
  /** Each must hold for some value at the path. */
  readonly matches: readonly ValuePredicate[]
  /** None may hold for any value at the path. */
  readonly negated: readonly ValuePredicate[]
}

/** Tests of one value. Those on arrays as a whole are below. */
const SINGLE: Readonly<Record<string, (operand: BsonValue) => ValuePredicate>> = {
  $eq: equalTo,
  $gt: (operand) => ordered(operand, (order) => order > 0),
  $gte: (operand) => ordered(operand, (order) => order >= 0),
  $lt: (operand) => ordered(operand, (order) => order < 0),
  $lte: (operand) => ordered(operand, (order) => order <= 0),
  $in: (operand) => memberOf('$in', operand),
  $mod: modulo,
  $type: typeTest,
  $bitsAllSet: (operand) => bitsTest('$bitsAllSet', operand),
  $bitsAnySet: (operand) => bitsTest('$bitsAnySet', operand),
  $bitsAllClear: (operand) => bitsTest('$bitsAllClear', operand),
  $bitsAnyClear: (operand) => bitsTest('$bitsAnyClear', operand),
}

/** @throws CommandError BadValue for an unknown operator or an operand of the wrong type. */
export function compileOperators(condition: BsonDocument, nested: Nested): CompiledOperators {
  const matches: ValuePredicate[] = []
  const negated: ValuePredicate[] = []
  for (const [name, operand] of condition) {
    if (name === '$not') addNegation(operand, { matches, negated }, nested)
    else if (name === '$ne') negated.push(nested.onItems(equalTo(notRegex(operand))))
    else if (name === '$nin') negated.push(nested.onItems(memberOf('$nin', operand)))
    else if (name === '$exists') (isTrue(operand) ? matches : negated).push(exists)
    else if (name === '$all') matches.push(...allOf(operand, nested))
    else if (name === '$regex')
      matches.push(nested.onItems(regexTest(operand, condition.get('$options'))))
    else if (name !== '$options') matches.push(positive(name, operand, nested))
    else if (!condition.has('$regex')) throw new CommandError('BadValue', '$options needs a $regex')
  }
  return { matches, negated }
}

const exists: ValuePredicate = (value) => value !== undefined

function positive(name: string, operand: BsonValue, nested: Nested): ValuePredicate {
  if (name === '$size') return sizeOf(operand)
  if (name === '$elemMatch') return elementMatch(operand, nested)
  const compile = Object.hasOwn(SINGLE, name) ? SINGLE[name] : undefined
  if (compile === undefined) throw new CommandError('BadValue', `unknown operator: ${name}`)
  return nested.onItems(compile(operand))
}

interface Target {
  readonly matches: ValuePredicate[]
  readonly negated: ValuePredicate[]
}

/**
 * `$not` holds when its operators do not all hold. One operator moves to the other side; several
 * need a predicate of their own over the value.
 */
function addNegation(operand: BsonValue, target: Target, nested: Nested): void {
  if (isRegex(operand)) {
    target.negated.push(nested.onItems(regexTest(operand, undefined)))
    return
  }
  if (!isOperators(operand)) throw new CommandError('BadValue', '$not needs a regex or a document')
  const inner = compileOperators(operand, nested)
  if (inner.matches.length + inner.negated.length === 1) {
    target.matches.push(...inner.negated)
    target.negated.push(...inner.matches)
    return
  }
  target.negated.push(
    (value) =>
      inner.matches.every((match) => match(value)) && !inner.negated.some((match) => match(value)),
  )
}

/** Null also stands for missing, and a regular expression for the texts it describes. */
export function equalTo(operand: BsonValue): ValuePredicate {
  if (isRegex(operand)) {
    const test = regexTest(operand, undefined)
    return (value) => test(value) || (isRegex(value) && valuesEqual(value, operand))
  }
  if (typeof operand === 'string') return (value) => value === operand
  if (operand === null || operand === undefined)
    return (value) => value === null || value === undefined
  return (value) => comparable(value, operand) && valuesEqual(value, operand)
}

/** A value matches as a whole or by one of its items. */
export function onItems(test: ValuePredicate): ValuePredicate {
  return (value) => test(value) || (Array.isArray(value) && value.some(test))
}

function ordered(operand: BsonValue, accept: (order: number) => boolean): ValuePredicate {
  if (isRegex(operand))
    throw new CommandError('BadValue', "Can't have RegEx as arg to predicate over field")
  const type = typeName(operand)
  if (type === 'minKey' || type === 'maxKey')
    return (value) => accept(compareValues(value ?? null, operand))
  // NaN is comparable with NaN only, whatever the sort order says.
  const number = isNumber(operand)
  const operandNaN = number && Number.isNaN(toNumber(operand))
  const bound = operand ?? null
  return (missing) => {
    const value = missing ?? null
    if (!comparable(value, bound)) return false
    if (number && isNumber(value) && Number.isNaN(toNumber(value)) !== operandNaN) return false
    return accept(compareValues(value, bound))
  }
}

function memberOf(name: string, operand: BsonValue): ValuePredicate {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', `${name} needs an array`)
  const texts = new Set(operand.filter((item) => typeof item === 'string'))
  const keys = new Set(operand.map((item) => orderKey(item ?? null)))
  const regexes = operand.filter(isRegex).map((regex) => regexTest(regex, undefined))
  return (value) => {
    if (typeof value === 'string') return texts.has(value) || regexes.some((test) => test(value))
    return keys.has(orderKey(value ?? null))
  }
}

function allOf(operand: BsonValue, nested: Nested): ValuePredicate[] {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', '$all needs an array')
  if (operand.length === 0) return [() => false]
  return operand.map((item) => {
    const match = item instanceof Map ? item.get('$elemMatch') : undefined
    return match === undefined ? nested.onItems(equalTo(item)) : elementMatch(match, nested)
  })
}

/** One element satisfies all conditions: on its fields, or on itself if these are operators. */
function elementMatch(operand: BsonValue, nested: Nested): ValuePredicate {
  if (!isDocument(operand)) throw new CommandError('BadValue', '$elemMatch needs an Object')
  const test = elementTest(operand, nested)
  return (value) => Array.isArray(value) && value.some(test)
}

const LOGICAL = new Set(['$and', '$or', '$nor', '$expr'])

export function elementTest(condition: BsonDocument, nested: Nested): ValuePredicate {
  const [first] = condition.keys()
  if (isOperators(condition) && first !== undefined && !LOGICAL.has(first)) {
    const itself = { ...nested, onItems: (test: ValuePredicate) => test }
    const { matches, negated } = compileOperators(condition, itself)
    return (item) => matches.every((m) => m(item)) && !negated.some((m) => m(item))
  }
  const predicate = nested.compileFilter(condition)
  return (item) => item instanceof Map && predicate(item)
}

function sizeOf(operand: BsonValue): ValuePredicate {
  const size = isNumber(operand) ? toNumber(operand) : Number.NaN
  if (!Number.isInteger(size) || size < 0)
    throw new CommandError('BadValue', 'Failed to parse $size. Expected a non-negative integer')
  return (value) => Array.isArray(value) && value.length === size
}

function modulo(operand: BsonValue): ValuePredicate {
  const [divisor, remainder] = Array.isArray(operand) ? operand : []
  if (!isNumber(divisor) || !isNumber(remainder))
    throw new CommandError('BadValue', 'malformed mod, needs to be an array of two numbers')
  const by = Math.trunc(toNumber(divisor))
  const rest = Math.trunc(toNumber(remainder))
  if (by === 0) throw new CommandError('BadValue', 'divisor cannot be 0')
  return (value) => isNumber(value) && Math.trunc(toNumber(value)) % by === rest
}

function notRegex(operand: BsonValue): Exclude<BsonValue, BSONRegExp> {
  if (isRegex(operand)) throw new CommandError('BadValue', "Can't have regex as arg to $ne.")
  return operand
}

/** What MongoDB takes for true: anything but false, zero and null. */
export function isTrue(value: BsonValue): boolean {
  if (isNumber(value)) return toNumber(value) !== 0
  return value !== false && value !== null && value !== undefined
}
