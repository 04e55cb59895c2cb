/**
 * Documents as the engine sees them. A `Map` keeps the order of fields whatever they are called
 * (a plain object would move `"1"` to the front) and knows no prototype; numbers keep their BSON
 * type, so that what an update does not touch is written back as it was.
 */
import { bsonType } from 'bson'
import type {
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
  Timestamp,
} from 'bson'

export interface BsonDocument extends Map<string, BsonValue> {}

export type BsonNumber = Int32 | Long | Double | Decimal128

/** `undefined` stands for a missing field, and for BSON's deprecated type of that name. */
export type BsonValue =
  | undefined
  | null
  | boolean
  | string
  | Date
  | BsonNumber
  | ObjectId
  | Binary
  | Timestamp
  | BSONRegExp
  | BSONSymbol
  | Code
  | MinKey
  | MaxKey
  | BsonDocument
  | BsonValue[]

export type BsonTypeName =
  | 'minKey'
  | 'undefined'
  | 'null'
  | 'double'
  | 'int'
  | 'long'
  | 'decimal'
  | 'string'
  | 'symbol'
  | 'object'
  | 'array'
  | 'binData'
  | 'objectId'
  | 'bool'
  | 'date'
  | 'timestamp'
  | 'regex'
  | 'javascript'
  | 'javascriptWithScope'
  | 'maxKey'

export function isDocument(value: BsonValue): value is BsonDocument {
  return value instanceof Map
}

/** The alias that MongoDB's `$type` uses. */
export function typeName(value: BsonValue): BsonTypeName {
  if (value === undefined) return 'undefined'
  if (value === null) return 'null'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  if (value instanceof Map) return 'object'
  if (Array.isArray(value)) return 'array'
  if (value instanceof Date) return 'date'
  return classTypeName(value)
}

type BsonClass = Extract<BsonValue, { [bsonType]: string }>

const CLASS_TYPES = {
  Int32: 'int',
  Long: 'long',
  Double: 'double',
  Decimal128: 'decimal',
  ObjectId: 'objectId',
  Binary: 'binData',
  Timestamp: 'timestamp',
  BSONRegExp: 'regex',
  BSONSymbol: 'symbol',
  Code: 'javascript',
  MinKey: 'minKey',
  MaxKey: 'maxKey',
} as const satisfies Record<BsonClass[typeof bsonType], BsonTypeName>

function classTypeName(value: BsonClass): BsonTypeName {
  if (value[bsonType] === 'Code' && value.scope !== null) return 'javascriptWithScope'
  return CLASS_TYPES[value[bsonType]]
}

export function isNumber(value: BsonValue): value is BsonNumber {
  if (typeof value !== 'object' || value === null || !(bsonType in value)) return false
  const type = value[bsonType]
  return type === 'Int32' || type === 'Double' || type === 'Long' || type === 'Decimal128'
}

/** As a JavaScript number; what does not fit is rounded. */
export function toNumber(value: BsonNumber): number {
  if (value[bsonType] === 'Long') return value.toNumber()
  if (value[bsonType] === 'Decimal128') return Number(value.toString())
  return value.value
}
