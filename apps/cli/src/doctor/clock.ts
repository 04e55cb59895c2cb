import { ok, warn, type Check } from './check.ts'

/** What somebody's clock said, and what ours said before and after it was asked. */
export interface ClockReading {
  readonly theirsMs: number
  readonly askedMs: number
  readonly answeredMs: number
  /** How coarse theirs is: it may be up to so much later than it says. */
  readonly coarsenessMs: number
}

/** Beyond that, ends of keys and ages of documents begin to surprise people. */
const TOLERATED_MS = 1000

/** Compares as exactly as the time allows that the answer took. */
export function checkClock({ theirsMs, askedMs, answeredMs, coarsenessMs }: ClockReading): Check {
  const offMs = theirsMs + coarsenessMs / 2 - (askedMs + answeredMs) / 2
  const doubtMs = (answeredMs - askedMs + coarsenessMs) / 2
  const surelyMs = Math.max(0, Math.abs(offMs) - doubtMs)
  if (surelyMs <= TOLERATED_MS) {
    return ok('clock', `as here, within ${seconds(Math.max(Math.abs(offMs), doubtMs))}`)
  }
  return warn(
    'clock',
    `${seconds(Math.abs(offMs))} ${offMs > 0 ? 'ahead of' : 'behind'} this machine`,
    'Synchronise the clocks (NTP): keys, tokens and cached documents end by them.',
  )
}

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.ceil(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
