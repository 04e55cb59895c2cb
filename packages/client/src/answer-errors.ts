/** Turns answers that are none of success, and the lack of one, into errors. */
import type { Problem } from '@cstore/contracts'
import { answerError, CStoreError, type ClientErrorCode } from './client-errors.ts'
import { parseRetryAfter, type Effect } from './retry.ts'

/** Codes of Node.js for connections over which nothing was sent; browsers do not tell. */
const NOT_SENT: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Of an answer that is not 2xx. Reads its body. */
export async function refusal(
  response: Response,
  effect: Effect,
  nowMs: number,
): Promise<CStoreError> {
  const { status, headers } = response
  // Browsers hide where a redirect leads and give it the status 0.
  if (status < 400) {
    return answerError('The server answered with a redirect. Give its final address as `url`.', {
      // Not 0, which means that there was no answer.
      status: status === 0 ? 302 : status,
    })
  }
  const problem = parseProblem(await response.text())
  const lastLine = parseLine(headers.get('cstore-import-line'))
  const leftOpen = status >= 500 && !saysNothingChanged(problem)
  const details = {
    status,
    lastLine,
    retryAfterMs: parseRetryAfter(headers.get('retry-after'), nowMs),
    // An import stores in steps: it may be that nothing changed in the last of them alone.
    mayHaveBeenDone: effect !== 'none' && (leftOpen || (lastLine ?? 0) > 0),
  }
  if (!problem) {
    return answerError(
      `The server, or something before it, answered ${status} and not why.`,
      details,
    )
  }
  const { code, detail, errors = [], instance: requestId } = problem
  return new CStoreError(code, detail, { ...details, errors, requestId })
}

function parseLine(field: string | null): number | null {
  return field !== null && /^\d+$/.test(field) ? Number(field) : null
}

/** The same code may come with both; the detail says which (docs/errors.md). */
function saysNothingChanged(problem: Problem | null): boolean {
  return problem !== null && /\bnothing was changed\b/i.test(problem.detail)
}

/** Of a request that got no answer, or half of one. */
export function lost(error: unknown, effect: Effect, timedOut: boolean): CStoreError {
  const code: ClientErrorCode = timedOut ? 'CSTORE_CLIENT_TIMEOUT' : 'CSTORE_CLIENT_NETWORK'
  const detail = timedOut
    ? 'The server took too long. Try again, or allow more with `timeoutMs`.'
    : 'The server cannot be reached, or the connection broke. Check `url` and the network.'
  const notSent = !timedOut && NOT_SENT.has(causeCode(error))
  return new CStoreError(code, detail, {
    mayHaveBeenDone: effect !== 'none' && !notSent,
    cause: error,
  })
}

/** `fetch` of Node.js keeps the error of the socket as the cause of its own. */
function causeCode(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? cause.code : undefined
}

function parseProblem(text: string): Problem | null {
  try {
    const problem: Problem | null = JSON.parse(text)
    return typeof problem?.code === 'string' && typeof problem.detail === 'string' ? problem : null
  } catch {
    return null
  }
}
