import { ApiError } from '../../../problems/api-errors.ts'

const MAX_CHARACTERS = 255
const VISIBLE = /^[\x21-\x7e]+$/
/** A string of structured fields (RFC 9651, 3.3.3), as the draft writes the field. */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])+)"$/

/**
 * The key of a request that may be repeated (draft-ietf-httpapi-idempotency-key-header), with or
 * without the quotes that the draft asks for and few clients send. Undefined: none was sent.
 * @throws ApiError CSTORE_REQUEST_INVALID
 */
export function idempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  const text = typeof header === 'string' ? header.trim() : ''
  const key = QUOTED.exec(text)?.[1]?.replace(/\\(.)/g, '$1') ?? text
  const isKey = QUOTED.test(text) || (VISIBLE.test(text) && !text.includes('"'))
  if (isKey && key.length <= MAX_CHARACTERS) return key
  throw new ApiError(
    'CSTORE_REQUEST_INVALID',
    `Expected Idempotency-Key to be 1 to ${MAX_CHARACTERS} visible ASCII characters.`,
  )
}
