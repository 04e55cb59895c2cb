/** The update operators: from an operand to what it makes of a value. */
import { bsonType, Int32, Timestamp } from 'bson'
import { compareValues, valuesEqual } from '../bson/compare.ts'
import type { BsonNumber, BsonValue } from '../bson/value.ts'
import { isDocument, isNumber, typeName } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import { add, bitwise, multiply, type BitOperation } from './arithmetic.ts'
import { addToSet, pop, pull, pullAll, push } from './array-operators.ts'
import { KEEP, REMOVE, type Leaf } from './change.ts'

export interface OperatorKind {
  readonly compile: (operand: BsonValue) => Leaf
  readonly creates: boolean
  readonly onInsertOnly?: boolean
}

export const OPERATORS: ReadonlyMap<string, OperatorKind> = new Map<string, OperatorKind>([
  ['$set', { compile: set, creates: true }],
  ['$setOnInsert', { compile: set, creates: true, onInsertOnly: true }],
  ['$unset', { compile: () => () => REMOVE, creates: false }],
  ['$inc', { compile: (operand) => arithmetic('$inc', operand, add), creates: true }],
  ['$mul', { compile: (operand) => arithmetic('$mul', operand, multiply), creates: true }],
  ['$min', { compile: (operand) => extreme(operand, -1), creates: true }],
  ['$max', { compile: (operand) => extreme(operand, 1), creates: true }],
  ['$currentDate', { compile: currentDate, creates: true }],
  ['$bit', { compile: bit, creates: true }],
  ['$push', { compile: push, creates: true }],
  ['$addToSet', { compile: addToSet, creates: true }],
  ['$pop', { compile: pop, creates: false }],
  ['$pull', { compile: pull, creates: false }],
  ['$pullAll', { compile: pullAll, creates: false }],
])

function set(operand: BsonValue): Leaf {
  return () => structured(operand)
}

/** Several places may get the same operand; a later change to one must not reach the others. */
function structured(value: BsonValue): BsonValue {
  if (value instanceof Map)
    return new Map(Array.from(value, ([name, item]) => [name, structured(item)]))
  return Array.isArray(value) ? value.map(structured) : value
}

function arithmetic(
  name: '$inc' | '$mul',
  operand: BsonValue,
  operation: (a: BsonNumber, b: BsonNumber) => BsonNumber,
): Leaf {
  if (!isNumber(operand))
    throw new CommandError(
      'TypeMismatch',
      `Cannot ${name === '$inc' ? 'increment' : 'multiply'} with non-numeric argument`,
    )
  return (current) => {
    if (current === undefined) return name === '$inc' ? operand : operation(operand, new Int32(0))
    if (!isNumber(current))
      throw new CommandError(
        'TypeMismatch',
        `Cannot apply ${name} to a value of non-numeric type: it is of type ${typeName(current)}`,
      )
    return operation(current, operand)
  }
}

function extreme(operand: BsonValue, direction: 1 | -1): Leaf {
  return (current) =>
    current === undefined || compareValues(operand, current) * direction > 0 ? operand : KEEP
}

function currentDate(operand: BsonValue): Leaf {
  const type = isDocument(operand) ? operand.get('$type') : operand
  if (type === true || type === false || type === 'date') return () => new Date()
  if (type === 'timestamp') return () => new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 })
  throw new CommandError('BadValue', '$currentDate takes true, or a $type of date or timestamp')
}

const BIT_OPERATIONS: readonly BitOperation[] = ['and', 'or', 'xor']

function bit(operand: BsonValue): Leaf {
  const steps = isDocument(operand) ? [...operand] : []
  if (steps.length === 0) throw new CommandError('BadValue', '$bit needs and, or or xor')
  return (current) => {
    let value: BsonValue = current ?? new Int32(0)
    for (const [name, mask] of steps) {
      const operation = BIT_OPERATIONS.find((known) => known === name)
      if (operation === undefined || !isInteger(mask))
        throw new CommandError('BadValue', '$bit takes and, or or xor with an int or a long')
      if (!isInteger(value))
        throw new CommandError(
          'BadValue',
          `Cannot apply $bit to a value of type ${typeName(value)}`,
        )
      value = bitwise(value, mask, operation)
    }
    return current !== undefined && valuesEqual(value, current) ? KEEP : value
  }
}

function isInteger(
  value: BsonValue,
): value is Exclude<BsonNumber, { [bsonType]: 'Double' | 'Decimal128' }> {
  return isNumber(value) && (value[bsonType] === 'Int32' || value[bsonType] === 'Long')
}
