/**
 * JSON as clients send it, refused rather than changed: `__proto__` keys would reach into
 * objects, and integers beyond 2^53 would silently become others.
 */
import { parse } from 'secure-json-parse'
import { ApiError } from '../problems/api-errors.ts'

/** Cheap and rarely true: only then is every number looked at. */
const MAY_LOSE_DIGITS = /\d{16}|\d[eE]\+?\d{2}/

/** @throws ApiError CSTORE_REQUEST_BODY_INVALID */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = parse(text, undefined, { protoAction: 'error', constructorAction: 'error' })
  } catch (error) {
    throw invalid(
      error instanceof SyntaxError && error.message.includes('forbidden prototype')
        ? 'The keys `__proto__` and `constructor.prototype` are not allowed.'
        : 'The body is not valid JSON.',
    )
  }
  if (MAY_LOSE_DIGITS.test(text)) JSON.parse(text, checkNumber)
  return value
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
