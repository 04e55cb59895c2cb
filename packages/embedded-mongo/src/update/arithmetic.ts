/** Arithmetic that keeps BSON's types: int stays int until it overflows into long. */
import { bsonType, Double, Int32, Long } from 'bson'
import { decimalArithmetic, type DecimalOperation } from '../bson/decimal.ts'
import type { BsonNumber } from '../bson/value.ts'
import { toNumber } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'

const LONG_MIN = -(2n ** 63n)
const LONG_MAX = 2n ** 63n - 1n
const INT_MIN = -(2 ** 31)
const INT_MAX = 2 ** 31 - 1

export function add(a: BsonNumber, b: BsonNumber): BsonNumber {
  return calculate(a, b, 'add')
}

export function multiply(a: BsonNumber, b: BsonNumber): BsonNumber {
  return calculate(a, b, 'multiply')
}

function calculate(a: BsonNumber, b: BsonNumber, operation: DecimalOperation): BsonNumber {
  if (a[bsonType] === 'Decimal128' || b[bsonType] === 'Decimal128')
    return decimalArithmetic(exactText(a), exactText(b), operation)
  if (a[bsonType] === 'Double' || b[bsonType] === 'Double') {
    const [x, y] = [toNumber(a), toNumber(b)]
    return new Double(operation === 'add' ? x + y : x * y)
  }
  const [x, y] = [integer(a), integer(b)]
  const result = operation === 'add' ? x + y : x * y
  if (result < LONG_MIN || result > LONG_MAX)
    throw new CommandError('BadValue', 'Expected a result that fits into 64 bits')
  const bothInt = a[bsonType] === 'Int32' && b[bsonType] === 'Int32'
  return bothInt ? narrowest(result) : Long.fromBigInt(result)
}

/** Int if it fits, else long. */
function narrowest(value: bigint): Int32 | Long {
  return value >= INT_MIN && value <= INT_MAX ? new Int32(Number(value)) : Long.fromBigInt(value)
}

function integer(value: Int32 | Long): bigint {
  return value[bsonType] === 'Long' ? value.toBigInt() : BigInt(value.value)
}

/** Doubles with 15 digits, as many as MongoDB takes for meant. */
function exactText(value: BsonNumber): string {
  if (value[bsonType] !== 'Double') return value.toString()
  return Number.isFinite(value.value) ? value.value.toExponential(14) : String(value.value)
}

export type BitOperation = 'and' | 'or' | 'xor'

export function bitwise(a: Int32 | Long, b: Int32 | Long, operation: BitOperation): Int32 | Long {
  const [x, y] = [integer(a), integer(b)]
  const result = operation === 'and' ? x & y : operation === 'or' ? x | y : x ^ y
  const bothInt = a[bsonType] === 'Int32' && b[bsonType] === 'Int32'
  return bothInt ? new Int32(Number(BigInt.asIntN(32, result))) : Long.fromBigInt(result)
}
