/**
 * JSON as clients send it, refused rather than changed: `__proto__` keys would reach into
 * objects, and integers beyond 2^53 would silently become others.
 */
import { parse } from 'secure-json-parse'
import { ApiError } from '../problems/api-errors.ts'

/**
 * Cheap and rarely true: only then is every number looked at. Digits after a point are none of an
 * integer, and doubles often have 16 of them.
 */
const MAY_LOSE_DIGITS = /(?:^|[:,[\s-])\d{16}|\d[eE]\+?\d{2}/

/** Far beyond what can be stored; deeper values would exhaust the stack of whoever walks them. */
const MAX_DEPTH = 1000
const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * @param what the text is, for the message
 * @throws ApiError CSTORE_REQUEST_BODY_INVALID
 */
export function parseJson(text: string, what: 'body' | 'line' = 'body'): unknown {
  if (isTooDeep(text)) throw invalid(`Expected at most ${MAX_DEPTH} levels of objects and arrays.`)
  let value: unknown
  try {
    value = parse(text, undefined, { protoAction: 'error', constructorAction: 'error' })
  } catch (error) {
    throw invalid(
      error instanceof SyntaxError && error.message.includes('forbidden prototype')
        ? 'The keys `__proto__` and `constructor.prototype` are not allowed.'
        : `The ${what} is not valid JSON.`,
    )
  }
  if (MAY_LOSE_DIGITS.test(text)) JSON.parse(text, checkNumber)
  return value
}

function isTooDeep(text: string): boolean {
  // Each level takes two characters.
  if (text.length <= 2 * MAX_DEPTH) return false
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inString && code === BACKSLASH) at++
    else if (code === QUOTE) inString = !inString
    else if (!inString) depth += nesting(code)
    if (depth > MAX_DEPTH) return true
  }
  return false
}

/** `[` and `{` open a level, `]` and `}` close one. */
function nesting(code: number): number {
  if (code === 0x5b || code === 0x7b) return 1
  return code === 0x5d || code === 0x7d ? -1 : 0
}

function checkNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source ?? ''
  const changed = /^-?\d+$/.test(source) && BigInt(source) !== BigInt(value)
  if (changed || !Number.isFinite(value)) {
    throw invalid(
      'A number is too large to be kept exactly. Send integers beyond ±2^53 as {"$numberLong": "…"}.',
    )
  }
  return value
}

function invalid(detail: string): ApiError {
  return new ApiError('CSTORE_REQUEST_BODY_INVALID', detail)
}
