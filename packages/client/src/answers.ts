/** JSON that is taken for what the API says it is once one of its fields is there. */
import { answerError, type CStoreError } from './client-errors.ts'
import type { Answer } from './transport.ts'

export type IsExpected<T> = (value: unknown) => value is T

/** Whether a value is an object with this field. */
export function having<T>(field: keyof T & string): IsExpected<T> {
  return (value): value is T => typeof value === 'object' && value !== null && field in value
}

/** @throws CStoreError CSTORE_CLIENT_ANSWER */
export function parsed<T>({ status, text }: Answer, isExpected: IsExpected<T>): T {
  return parseJson(text, { status, isExpected })
}

/** @throws CStoreError CSTORE_CLIENT_ANSWER */
export function parseJson<T>(
  text: string,
  { status, isExpected }: { status: number; isExpected: IsExpected<T> },
): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw notCStore(status, cause)
  }
  if (isExpected(value)) return value
  throw notCStore(status)
}

export function notCStore(status: number, cause?: unknown): CStoreError {
  return answerError('Something answered, but not as CStore does. Check `url`.', { status, cause })
}
