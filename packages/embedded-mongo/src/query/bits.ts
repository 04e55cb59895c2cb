import { bsonType } from 'bson'
import type { Binary } from 'bson'
import type { BsonValue } from '../bson/value.ts'
import { isNumber, toNumber } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'

/** What the masked bits must be. */
const TESTS = {
  $bitsAllSet: (set: bigint, mask: bigint) => set === mask,
  $bitsAnySet: (set: bigint) => set !== 0n,
  $bitsAllClear: (set: bigint) => set === 0n,
  $bitsAnyClear: (set: bigint, mask: bigint) => set !== mask,
} as const

export type BitsOperator = keyof typeof TESTS

/** A mask is a number, binary data, or a list of positions. */
export function bitsTest(name: BitsOperator, operand: BsonValue): (value: BsonValue) => boolean {
  const mask = maskOf(operand)
  if (mask === undefined)
    throw new CommandError('BadValue', `${name} takes an Array, a number, or a BinData`)
  return (value) => {
    const bits = Array.isArray(value) ? undefined : bitsOf(value)
    return bits !== undefined && TESTS[name](bits & mask, mask)
  }
}

function maskOf(operand: BsonValue): bigint | undefined {
  if (!Array.isArray(operand)) return bitsOf(operand)
  let mask = 0n
  for (const position of operand) {
    const bit = isNumber(position) ? toNumber(position) : -1
    if (!Number.isInteger(bit) || bit < 0) return undefined
    mask |= 1n << BigInt(bit)
  }
  return mask
}

/** Negative numbers as 64-bit two's complement, binary data little-endian. */
function bitsOf(value: BsonValue): bigint | undefined {
  if (isNumber(value)) {
    if (value[bsonType] === 'Long') return BigInt.asUintN(64, value.toBigInt())
    const number = toNumber(value)
    return Number.isInteger(number) ? BigInt.asUintN(64, BigInt(number)) : undefined
  }
  return isBinary(value) ? littleEndian(value.value()) : undefined
}

function isBinary(value: BsonValue): value is Binary {
  return (
    typeof value === 'object' && value !== null && bsonType in value && value[bsonType] === 'Binary'
  )
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((bits, byte) => (bits << 8n) | BigInt(byte), 0n)
}
