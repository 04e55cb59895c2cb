import { bsonType } from 'bson'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { isNumber, typeName } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'

export interface Duplicate {
  readonly namespace: string
  readonly index: string
  readonly keyPattern: BsonValue
  readonly keyValue: BsonDocument
}

/** In MongoDB's words: programs read the index's name out of them. */
export function duplicateKey({ namespace, index, keyPattern, keyValue }: Duplicate): CommandError {
  const shown = Array.from(keyValue, ([name, value]) => `${name}: ${show(value)}`).join(', ')
  return new CommandError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespace} index: ${index} dup key: { ${shown} }`,
    new Map([
      ['keyPattern', keyPattern],
      ['keyValue', keyValue],
    ]),
  )
}

function show(value: BsonValue): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'boolean') return String(value)
  if (value instanceof Date) return `new Date(${value.getTime()})`
  if (Array.isArray(value)) return `[ ${value.map(show).join(', ')} ]`
  if (value instanceof Map)
    return `{ ${Array.from(value, ([name, item]) => `${name}: ${show(item)}`).join(', ')} }`
  if (isNumber(value)) return value.toString()
  if (value[bsonType] === 'ObjectId') return `ObjectId('${value.toHexString()}')`
  return `<${typeName(value)}>`
}
