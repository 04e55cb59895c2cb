/** Time and chance, so that tests need not wait for either. */
export interface Wiring {
  /** Milliseconds since 1970. */
  readonly nowMs: () => number
  /** Calls back once; the returned function takes that back. */
  readonly startTimer: (callback: () => void, delayMs: number) => () => void
  /** From 0 up to but not including 1. */
  readonly random: () => number
}

export const REAL_WIRING: Wiring = {
  nowMs: () => Date.now(),
  startTimer: (callback, delayMs) => {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}

/** Waits. @throws the signal's reason once it aborts. */
export function pause(
  delayMs: number,
  wiring: Wiring,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      stop()
      reject(signal?.reason)
    }
    const stop = wiring.startTimer(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, delayMs)
    if (signal?.aborted === true) onAbort()
    else signal?.addEventListener('abort', onAbort, { once: true })
  })
}
