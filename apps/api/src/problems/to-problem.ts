import type { Problem } from '@cstore/contracts'
import { ApiError, type ErrorAt } from './api-errors.ts'
import { isProblemCode, PROBLEMS, type ProblemCode } from './problem-table.ts'
import { fromFastify } from './fastify-errors.ts'

export interface ProblemAnswer {
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>
  /** Nobody foresaw this: it belongs into the log with its stack. */
  readonly unexpected: boolean
}

interface Told {
  readonly requestId: string
  readonly errors?: readonly ErrorAt[]
}

/** The RFC 9457 answer to anything thrown. What nobody foresaw tells the client nothing. */
export function toProblem(error: unknown, requestId: string): ProblemAnswer {
  const known = fromFastify(error) ?? error
  if (!(known instanceof Error) || !('code' in known) || !isProblemCode(known.code)) {
    return answer('CSTORE_INTERNAL', 'Something went wrong here; the log knows more.', {
      requestId,
    })
  }
  return answer(known.code, known.message, {
    requestId,
    errors: 'errors' in known && isErrorList(known.errors) ? known.errors : [],
    headers: known instanceof ApiError ? known.headers : {},
  })
}

/** Where a code is explained: a URI reference, resolved against the API's own address. */
export function typeOf(code: ProblemCode): string {
  return `/api/docs/errors#${code}`
}

/** The problem document of a code. */
export function problemOf(
  code: ProblemCode,
  { detail, requestId, errors = [] }: Told & { detail: string },
): Problem {
  const { status, title } = PROBLEMS[code]
  return {
    type: typeOf(code),
    title,
    status,
    code,
    detail,
    instance: requestId,
    ...(errors.length > 0 ? { errors: [...errors] } : {}),
  }
}

function answer(
  code: ProblemCode,
  detail: string,
  more: Told & { headers?: Readonly<Record<string, string>> },
): ProblemAnswer {
  const { retryAfterSeconds } = PROBLEMS[code]
  const problem = problemOf(code, { ...more, detail })
  const retry = retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` }
  return {
    problem,
    headers: { ...retry, ...more.headers },
    unexpected: code === 'CSTORE_INTERNAL',
  }
}

function isErrorList(value: unknown): value is readonly ErrorAt[] {
  return Array.isArray(value)
}
