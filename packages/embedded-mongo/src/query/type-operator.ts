import type { BsonTypeName, BsonValue } from '../bson/value.ts'
import { isNumber, toNumber, typeName } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'

const TYPE_NUMBERS: ReadonlyMap<number, BsonTypeName> = new Map([
  [-1, 'minKey'],
  [1, 'double'],
  [2, 'string'],
  [3, 'object'],
  [4, 'array'],
  [5, 'binData'],
  [6, 'undefined'],
  [7, 'objectId'],
  [8, 'bool'],
  [9, 'date'],
  [10, 'null'],
  [11, 'regex'],
  [13, 'javascript'],
  [14, 'symbol'],
  [15, 'javascriptWithScope'],
  [16, 'int'],
  [17, 'timestamp'],
  [18, 'long'],
  [19, 'decimal'],
  [127, 'maxKey'],
])

const NUMERIC: readonly BsonTypeName[] = ['int', 'long', 'double', 'decimal']

/** The operand of `$type`: an alias or a number, or several. */
export function typeTest(operand: BsonValue): (value: BsonValue) => boolean {
  const types = new Set((Array.isArray(operand) ? operand : [operand]).flatMap(typesOf))
  if (types.size === 0)
    throw new CommandError('FailedToParse', '$type must match at least one type')
  return (value) => value !== undefined && types.has(typeName(value))
}

function typesOf(operand: BsonValue): readonly BsonTypeName[] {
  if (operand === 'number') return NUMERIC
  for (const [number, name] of TYPE_NUMBERS) {
    if (operand === name || (isNumber(operand) && toNumber(operand) === number)) return [name]
  }
  throw new CommandError('BadValue', 'Unknown type name alias or number in $type')
}
