import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectionError, RefusedError } from '../cli-errors.ts'

/** How often and how patiently a request is sent again. */
export interface RetryPolicy {
  /** Attempts in all. */
  readonly attempts: number
  readonly firstDelayMs: number
  /** Bound of every pause, also of what the server asks for. */
  readonly maxDelayMs: number
  /** From 0 to 1, exclusive. */
  random(): number
  /** Rejects if the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>
}

export const PATIENT: RetryPolicy = {
  attempts: 8,
  firstDelayMs: 250,
  maxDelayMs: 30_000,
  random: Math.random,
  pause: async (ms, signal) => sleep(ms, undefined, { signal }),
}

/** Too many requests, and what a proxy says while a server restarts. */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504])

export interface Attempts<T> {
  attempt(): Promise<T>
  readonly signal: AbortSignal
  /** A first contact: a server that is not there is not waited for. */
  readonly unreachableIsFinal?: boolean
  /** Told before each pause. */
  readonly onRetry?: (error: Error, delayMs: number) => void
}

export interface Outcome<T> {
  readonly value: T
  /** An attempt before this one may have been carried out, though its answer never came. */
  readonly mayHaveRunBefore: boolean
}

/**
 * Tries until an attempt succeeds, the trouble is not of the passing kind, or there were enough.
 * Waits as long as the server asks (`Retry-After`), else with exponential back-off and jitter.
 */
export async function withRetries<T>(policy: RetryPolicy, work: Attempts<T>): Promise<Outcome<T>> {
  let mayHaveRunBefore = false
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { value: await work.attempt(), mayHaveRunBefore }
    } catch (error) {
      const isFinal = error instanceof ConnectionError && work.unreachableIsFinal === true
      if (!isPassing(error) || isFinal || attempt === policy.attempts) throw error
      mayHaveRunBefore ||= mayHaveRun(error)
      const delayMs = delayBefore(policy, attempt, error)
      work.onRetry?.(error, delayMs)
      await policy.pause(delayMs, work.signal)
    }
  }
}

/** Says what a pause is for. */
export function retryNotice(error: Error, delayMs: number): string {
  return `${error.message} Trying again in ${(delayMs / 1000).toFixed(1)} s.`
}

function isPassing(error: unknown): error is ConnectionError | RefusedError {
  return (
    error instanceof ConnectionError || (error instanceof RefusedError && PASSING.has(error.status))
  )
}

/** A rate limit is decided before the work, and a refused connection carries nothing. */
function mayHaveRun(error: ConnectionError | RefusedError): boolean {
  return error instanceof RefusedError ? error.status !== 429 : error.mayHaveRun
}

function delayBefore(policy: RetryPolicy, attempt: number, error: Error): number {
  const asked = error instanceof RefusedError ? error.retryAfterMs : null
  if (asked !== null) return Math.min(asked, policy.maxDelayMs)
  return backOffMs(policy, attempt)
}

/** How long to wait after so many attempts, with jitter so that clients do not come all at once. */
export function backOffMs(policy: RetryPolicy, attempts: number): number {
  const bound = Math.min(policy.firstDelayMs * 2 ** (attempts - 1), policy.maxDelayMs)
  return Math.round(bound * (0.5 + policy.random() / 2))
}

/** Milliseconds of a Retry-After field: seconds or a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(field: string | null, nowMs: number): number | null {
  if (field === null) return null
  if (/^\d{1,9}$/u.test(field)) return Number(field) * 1000
  const dateMs = Date.parse(field)
  return Number.isNaN(dateMs) ? null : Math.max(0, dateMs - nowMs)
}
