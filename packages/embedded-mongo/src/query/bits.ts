import type { Binary } from 'bson'
import type { BsonValue } from '../bson/value.ts'
import { isNumber, toNumber } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'

export type BitsOperator = '$bitsAllSet' | '$bitsAnySet' | '$bitsAllClear' | '$bitsAnyClear'

/** A mask is a number, binary data, or a list of positions. */
export function bitsTest(name: BitsOperator, operand: BsonValue): (value: BsonValue) => boolean {
  const mask = maskOf(operand)
  if (mask === undefined)
    throw new CommandError('BadValue', `${name} takes an Array, a number, or a BinData`)
  return (value) => {
    const bits = Array.isArray(value) ? undefined : bitsOf(value)
    return bits !== undefined && holds(name, bits & mask, mask)
  }
}

function holds(name: BitsOperator, set: bigint, mask: bigint): boolean {
  switch (name) {
    case '$bitsAllSet':
      return set === mask
    case '$bitsAnySet':
      return set !== 0n
    case '$bitsAllClear':
      return set === 0n
    case '$bitsAnyClear':
      return set !== mask
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
    if (value._bsontype === 'Long') return BigInt.asUintN(64, value.toBigInt())
    const number = toNumber(value)
    return Number.isInteger(number) ? BigInt.asUintN(64, BigInt(number)) : undefined
  }
  return isBinary(value) ? littleEndian(value.value()) : undefined
}

function isBinary(value: BsonValue): value is Binary {
  return (
    typeof value === 'object' &&
    value !== null &&
    '_bsontype' in value &&
    value._bsontype === 'Binary'
  )
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((bits, byte) => (bits << 8n) | BigInt(byte), 0n)
}
