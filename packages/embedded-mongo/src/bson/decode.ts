import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  onDemand,
  Timestamp,
} from 'bson'
import { CommandError } from '../command-error.ts'
import type { BsonDocument, BsonValue } from './value.ts'

/** Where an element's value lies within `bytes`. */
export interface RawElement {
  readonly name: string
  readonly type: number
  /** Of the type byte, where the element begins. */
  readonly start: number
  readonly offset: number
  readonly length: number
}

/** Deeper documents are refused, as MongoDB does: recursion must not exhaust the stack. */
const MAX_DEPTH = 200

/** The elements of the document at `offset`. @throws CommandError when the bytes are not BSON. */
export function rawElements(bytes: Buffer, offset = 0): RawElement[] {
  return orInvalid(() => elementsIn(bytes, offset))
}

function elementsIn(bytes: Buffer, offset: number): RawElement[] {
  return Array.from(
    onDemand.parseToElements(bytes, offset),
    ([type, nameOffset, nameLength, valueOffset, length]) => ({
      name: bytes.toString('utf8', nameOffset, nameOffset + nameLength),
      type,
      start: nameOffset - 1,
      offset: valueOffset,
      length,
    }),
  )
}

/** Whatever the bytes made fail is the fault of whoever sent them. */
function orInvalid<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof CommandError) throw cause
    const reason = cause instanceof Error ? cause.message : 'not BSON'
    throw new CommandError('BadValue', `Expected a BSON document: ${reason}`)
  }
}

export function decodeDocument(bytes: Buffer, offset = 0): BsonDocument {
  return orInvalid(() => documentAt(bytes, offset, 0))
}

export function decodeElement(bytes: Buffer, element: RawElement): BsonValue {
  return orInvalid(() => valueAt(bytes, element, 0))
}

function documentAt(bytes: Buffer, offset: number, depth: number): BsonDocument {
  const document: BsonDocument = new Map()
  for (const element of elementsAt(bytes, offset, depth))
    document.set(element.name, valueAt(bytes, element, depth))
  return document
}

function elementsAt(bytes: Buffer, offset: number, depth: number): RawElement[] {
  if (depth > MAX_DEPTH)
    throw new CommandError('Overflow', `Expected at most ${MAX_DEPTH} levels of nesting`)
  return elementsIn(bytes, offset)
}

function valueAt(bytes: Buffer, element: RawElement, depth: number): BsonValue {
  const { type, offset, length } = element
  switch (type) {
    case 0x01:
      return new Double(bytes.readDoubleLE(offset))
    case 0x02:
      return stringAt(bytes, offset)
    case 0x03:
      return documentAt(bytes, offset, depth + 1)
    case 0x04:
      return elementsAt(bytes, offset, depth + 1).map((item) => valueAt(bytes, item, depth + 1))
    case 0x05:
      return binaryAt(bytes, offset)
    case 0x07:
      return new ObjectId(bytes.subarray(offset, offset + 12))
    case 0x08:
      return bytes[offset] !== 0
    case 0x09:
      return new Date(Number(bytes.readBigInt64LE(offset)))
    case 0x10:
      return new Int32(bytes.readInt32LE(offset))
    case 0x12:
      return Long.fromBits(bytes.readInt32LE(offset), bytes.readInt32LE(offset + 4))
    default:
      return rareValueAt(bytes, { type, offset, length }, depth)
  }
}

type ValueRange = Pick<RawElement, 'type' | 'offset' | 'length'>

function rareValueAt(
  bytes: Buffer,
  { type, offset, length }: ValueRange,
  depth: number,
): BsonValue {
  switch (type) {
    case 0x06:
      return undefined
    case 0x0a:
      return null
    case 0x0b:
      return regexAt(bytes, offset, length)
    case 0x0d:
      return new Code(stringAt(bytes, offset))
    case 0x0e:
      return new BSONSymbol(stringAt(bytes, offset))
    case 0x0f:
      return codeWithScopeAt(bytes, offset, depth)
    case 0x11:
      return new Timestamp(bytes.readBigUInt64LE(offset))
    case 0x13:
      return new Decimal128(bytes.subarray(offset, offset + 16))
    case 0x7f:
      return new MaxKey()
    case 0xff:
      return new MinKey()
    default:
      throw new CommandError('BadValue', `BSON type 0x${type.toString(16)} is not supported`)
  }
}

function stringAt(bytes: Buffer, offset: number): string {
  return bytes.toString('utf8', offset + 4, offset + 3 + bytes.readInt32LE(offset))
}

const OLD_BINARY = 2

function binaryAt(bytes: Buffer, offset: number): Binary {
  const length = bytes.readInt32LE(offset)
  const subType = bytes.readUInt8(offset + 4)
  // The old subtype carries its length once more; the encoder adds it again.
  const skip = subType === OLD_BINARY ? 4 : 0
  return new Binary(Buffer.from(bytes.subarray(offset + 5 + skip, offset + 5 + length)), subType)
}

function regexAt(bytes: Buffer, offset: number, length: number): BSONRegExp {
  const end = bytes.indexOf(0, offset)
  const pattern = bytes.toString('utf8', offset, end)
  return new BSONRegExp(pattern, bytes.toString('utf8', end + 1, offset + length - 1))
}

function codeWithScopeAt(bytes: Buffer, offset: number, depth: number): Code {
  const scopeOffset = offset + 8 + bytes.readInt32LE(offset + 4)
  return new Code(stringAt(bytes, offset + 4), documentAt(bytes, scopeOffset, depth + 1))
}
