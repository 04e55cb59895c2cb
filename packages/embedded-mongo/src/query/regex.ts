import { bsonType } from 'bson'
import type { BSONRegExp } from 'bson'
import type { BsonValue } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'

export function isRegex(value: BsonValue): value is BSONRegExp {
  return (
    typeof value === 'object' &&
    value !== null &&
    bsonType in value &&
    value[bsonType] === 'BSONRegExp'
  )
}

/** JavaScript's syntax, not PCRE's: `x` (extended) is refused rather than misread. */
export function regexTest(operand: BsonValue, options: BsonValue): (value: BsonValue) => boolean {
  const { pattern, flags } = source(operand, options)
  if (/[^imsu]/.test(flags))
    throw new CommandError('BadValue', `Expected $options of i, m, s and u only, got '${flags}'`)
  const regex = compile(pattern, flags)
  return (value) => typeof value === 'string' && regex.test(value)
}

function source(operand: BsonValue, options: BsonValue): { pattern: string; flags: string } {
  if (options !== undefined && typeof options !== 'string')
    throw new CommandError('BadValue', '$options has to be a string')
  if (typeof operand === 'string') return { pattern: operand, flags: options ?? '' }
  if (isRegex(operand)) return { pattern: operand.pattern, flags: options ?? operand.options }
  throw new CommandError('BadValue', '$regex has to be a string')
}

/** PCRE counts code points, so does `u`; some patterns are only valid without it. */
function compile(pattern: string, flags: string): RegExp {
  const plain = [...new Set(flags.replaceAll('u', ''))].join('')
  try {
    return new RegExp(pattern, `${plain}u`)
  } catch {
    return compileLoosely(pattern, plain)
  }
}

function compileLoosely(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'invalid'
    throw new CommandError('BadValue', `Regular expression is invalid: ${reason}`)
  }
}
