import { compareValues, valuesEqual } from '../bson/compare.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { isDocument, isNumber, toNumber, typeName } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import { compileElement, compileFilter } from '../query/filter.ts'
import { isOperators } from '../query/predicate.ts'
import { isRegex, regexTest } from '../query/regex.ts'
import { parseSort, Sorter } from '../query/sort.ts'
import { KEEP, type Leaf } from './change.ts'

const MODIFIERS = new Set(['$each', '$position', '$slice', '$sort'])

export function push(operand: BsonValue): Leaf {
  const modifiers = isDocument(operand) && operand.has('$each') ? operand : undefined
  const items = modifiers === undefined ? [operand] : eachOf('$push', modifiers)
  for (const name of modifiers?.keys() ?? []) {
    if (!MODIFIERS.has(name))
      throw new CommandError('BadValue', `Unrecognized clause in $push: ${name}`)
  }
  const position = integer('$position', modifiers?.get('$position'))
  const slice = integer('$slice', modifiers?.get('$slice'))
  const sort = sorterOf(modifiers?.get('$sort'))
  return (current) => {
    const array = arrayOf('$push', current)
    const at = position === undefined ? array.length : position
    return sliced(sort(array.toSpliced(at, 0, ...items)), slice)
  }
}

function sliced(items: BsonValue[], slice: number | undefined): BsonValue[] {
  if (slice === undefined) return items
  if (slice === 0) return []
  return slice > 0 ? items.slice(0, slice) : items.slice(slice)
}

function sorterOf(spec: BsonValue): (items: BsonValue[]) => BsonValue[] {
  if (spec === undefined) return (items) => items
  if (isDocument(spec)) {
    const fields = parseSort(spec)
    return (items) => {
      const sorter = new Sorter<BsonValue>(fields, Number.POSITIVE_INFINITY)
      for (const item of items) sorter.push(item, isDocument(item) ? item : new Map())
      return sorter.sorted()
    }
  }
  const direction = integer('$sort', spec)
  if (direction !== 1 && direction !== -1)
    throw new CommandError('BadValue', 'The $sort element value must be either 1 or -1')
  return (items) => items.toSorted((a, b) => compareValues(a, b) * direction)
}

export function addToSet(operand: BsonValue): Leaf {
  const several = isDocument(operand) && operand.has('$each')
  const items = several ? eachOf('$addToSet', operand) : [operand]
  return (current) => {
    const array = arrayOf('$addToSet', current)
    const result = [...array]
    for (const item of items) {
      if (!result.some((known) => valuesEqual(known, item))) result.push(item)
    }
    return result.length === array.length && current !== undefined ? KEEP : result
  }
}

export function pop(operand: BsonValue): Leaf {
  const end = integer('$pop', operand)
  if (end !== 1 && end !== -1) throw new CommandError('FailedToParse', '$pop expects 1 or -1')
  return (current) => {
    if (current === undefined) return KEEP
    const array = arrayOf('$pop', current)
    return end === 1 ? array.slice(0, -1) : array.slice(1)
  }
}

/** By equality, or by conditions on the item or, for documents, on its fields. */
export function pull(operand: BsonValue): Leaf {
  const matches = pullTest(operand)
  return (current) => {
    if (current === undefined) return KEEP
    return arrayOf('$pull', current).filter((item) => !matches(item))
  }
}

function pullTest(operand: BsonValue): (item: BsonValue) => boolean {
  if (isRegex(operand)) return regexTest(operand, undefined)
  if (!isDocument(operand)) return (item) => valuesEqual(item, operand)
  if (isOperators(operand)) return compileElement(operand)
  const predicate = compileFilter(operand)
  return (item) => isDocument(item) && predicate(item)
}

export function pullAll(operand: BsonValue): Leaf {
  if (!Array.isArray(operand))
    throw new CommandError('BadValue', '$pullAll requires an array argument')
  return (current) => {
    if (current === undefined) return KEEP
    return arrayOf('$pullAll', current).filter(
      (item) => !operand.some((gone) => valuesEqual(item, gone)),
    )
  }
}

function eachOf(operator: string, modifiers: BsonDocument): BsonValue[] {
  const items = modifiers.get('$each')
  if (!Array.isArray(items))
    throw new CommandError('TypeMismatch', `The argument to $each in ${operator} must be an array`)
  return items
}

function arrayOf(operator: string, current: BsonValue): readonly BsonValue[] {
  if (current === undefined) return []
  if (Array.isArray(current)) return current
  const type = typeName(current)
  // $pop has always answered with another code than its siblings.
  throw new CommandError(
    operator === '$pop' ? 'TypeMismatch' : 'BadValue',
    `Cannot apply ${operator} to a non-array value: the field is of type ${type}`,
  )
}

function integer(name: string, value: BsonValue): number | undefined {
  if (value === undefined) return undefined
  const number = isNumber(value) ? toNumber(value) : Number.NaN
  if (!Number.isInteger(number))
    throw new CommandError('BadValue', `Expected ${name} to be an integer`)
  return number
}
