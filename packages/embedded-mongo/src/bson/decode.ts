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
import { FieldNames } from './field-names.ts'
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

type Element = readonly [
  type: number,
  nameOffset: number,
  nameLength: number,
  offset: number,
  length: number,
]

/** No state but what saves memory: any name may be forgotten at any time. */
const fieldNames = new FieldNames()

/** The elements of the document at `offset`. @throws CommandError when the bytes are not BSON. */
export function rawElements(bytes: Buffer, offset = 0): RawElement[] {
  return orInvalid(() =>
    Array.from(onDemand.parseToElements(bytes, offset), (element) => rawElement(bytes, element)),
  )
}

function rawElement(bytes: Buffer, element: Element): RawElement {
  const [type, nameOffset, nameLength, offset, length] = element
  const name = fieldNames.at(bytes, nameOffset, nameLength)
  return { name, type, start: nameOffset - 1, offset, length }
}

export function decodeDocument(bytes: Buffer, offset = 0): BsonDocument {
  return orInvalid(() => documentAt(bytes, offset, 0))
}

export function decodeElement(bytes: Buffer, { type, offset, length }: RawElement): BsonValue {
  return orInvalid(() => valueAt(bytes, [type, 0, 0, offset, length], 0))
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

function documentAt(bytes: Buffer, offset: number, depth: number): BsonDocument {
  const document: BsonDocument = new Map()
  for (const element of elementsAt(bytes, offset, depth))
    document.set(fieldNames.at(bytes, element[1], element[2]), valueAt(bytes, element, depth))
  return document
}

function arrayAt(bytes: Buffer, offset: number, depth: number): BsonValue[] {
  return Array.from(elementsAt(bytes, offset, depth), (item) => valueAt(bytes, item, depth))
}

function elementsAt(bytes: Buffer, offset: number, depth: number): Iterable<Element> {
  if (depth > MAX_DEPTH)
    throw new CommandError('Overflow', `Expected at most ${MAX_DEPTH} levels of nesting`)
  return onDemand.parseToElements(bytes, offset)
}

function valueAt(bytes: Buffer, element: Element, depth: number): BsonValue {
  const offset = element[3]
  switch (element[0]) {
    case 0x01:
      return new Double(bytes.readDoubleLE(offset))
    case 0x02:
      return stringAt(bytes, offset)
    case 0x03:
      return documentAt(bytes, offset, depth + 1)
    case 0x04:
      return arrayAt(bytes, offset, depth + 1)
    case 0x05:
      return binaryAt(bytes, offset)
    case 0x07:
      return new ObjectId(bytes.subarray(offset, offset + 12))
    case 0x08:
      return bytes[offset] !== 0
    case 0x09:
      return dateAt(bytes, offset)
    case 0x0a:
      return null
    case 0x10:
      return new Int32(bytes.readInt32LE(offset))
    case 0x12:
      return Long.fromBits(bytes.readInt32LE(offset), bytes.readInt32LE(offset + 4))
    default:
      return rareValueAt(bytes, element, depth)
  }
}

function rareValueAt(bytes: Buffer, element: Element, depth: number): BsonValue {
  const [type, , , offset, length] = element
  switch (type) {
    case 0x06:
      return undefined
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

/** What JavaScript cannot hold would be written back as another date, so it is not let in. */
function dateAt(bytes: Buffer, offset: number): Date {
  const date = new Date(bytes.readInt32LE(offset + 4) * 2 ** 32 + bytes.readUInt32LE(offset))
  if (Number.isNaN(date.getTime()))
    throw new CommandError('BadValue', 'Expected a date of the years -271821 to 275760')
  return date
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
