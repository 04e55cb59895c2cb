/**
 * When a request is sent again, and after how long. A request that may have been carried out is
 * repeated only if carrying it out twice does no harm; one that was surely not, always.
 */
import { pause, type Wiring } from './clock.ts'
import { CStoreError } from './client-errors.ts'

/**
 * What sending a request twice may do. `none`: it only reads. `repeatable`: the second time changes
 * nothing, or is refused by its precondition. `once`: more than the first time.
 */
export type Effect = 'none' | 'repeatable' | 'once'

export interface RetryPolicy {
  /** How often a request is sent again, at most. */
  readonly retries: number
  readonly wiring: Wiring
}

export interface RetriedRequest {
  readonly effect: Effect
  readonly signal?: AbortSignal | undefined
}

const FIRST_DELAY_MS = 100
const MAX_DELAY_MS = 10_000
/** Who is asked to come back later than this gives up: the caller knows better what to do meanwhile. */
const MAX_RETRY_AFTER_MS = 30_000

/** No answer, too many requests, or something on the way or behind it that may soon be back. */
const PASSING: ReadonlySet<number> = new Set([0, 429, 502, 503, 504])

/** @throws CStoreError of the last attempt; the signal's reason once it aborts. */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  request: RetriedRequest,
  { retries, wiring }: RetryPolicy,
): Promise<T> {
  let mayHaveBeenDone = false
  for (let repeated = 0; ; repeated++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof CStoreError)) throw error
      const again = repeated < retries && mayRepeat(error, request.effect)
      mayHaveBeenDone ||= error.mayHaveBeenDone
      error.mayHaveBeenDone = mayHaveBeenDone
      if (!again) throw error
      await backOff(error, { repeated, signal: request.signal }, wiring)
    }
  }
}

/** Whether what failed may succeed when it is tried again, and may be tried. */
export function mayRepeat(error: CStoreError, effect: Effect): boolean {
  const { code, status, retryAfterMs } = error
  // What was done for sure need not be done again.
  if (code === 'CSTORE_CLIENT_ARGUMENT' || code === 'CSTORE_CACHE_WRITE_UNSETTLED') return false
  // A conflict that passes by itself says when.
  if (!PASSING.has(status) && !(status === 409 && retryAfterMs !== null)) return false
  if (retryAfterMs !== null && retryAfterMs > MAX_RETRY_AFTER_MS) return false
  return effect !== 'once' || !error.mayHaveBeenDone
}

/** Waits before something is tried again. @throws the signal's reason once it aborts */
export function backOff(
  error: CStoreError | null,
  { repeated, signal }: { repeated: number; signal: AbortSignal | undefined },
  wiring: Wiring,
): Promise<void> {
  return pause(delayMs(error, repeated, wiring.random()), wiring, signal)
}

/**
 * Exponential back-off with full jitter (M. Brooker, "Exponential Backoff And Jitter", 2015), on top
 * of what the server asks for: else all that it told the same would be back at the same moment.
 */
export function delayMs(error: CStoreError | null, repeated: number, random: number): number {
  const backOffMs = random * Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** repeated)
  return Math.round((error?.retryAfterMs ?? 0) + backOffMs)
}

/** Milliseconds that a `Retry-After` field asks for (RFC 9110 §10.2.3); null: none, or not to be read. */
export function parseRetryAfter(field: string | null, nowMs: number): number | null {
  if (field === null) return null
  if (/^\s*\d+\s*$/.test(field)) return Number(field) * 1000
  const at = Date.parse(field)
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs)
}
