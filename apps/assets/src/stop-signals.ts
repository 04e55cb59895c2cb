import { constants } from 'node:os'

const NAMES = ['SIGINT', 'SIGTERM'] as const

/** While it is watched, the first SIGINT or SIGTERM is a wish; the second ends the process at once. */
export interface StopSignals {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal
  /** What shells expect after the first signal: 130 for SIGINT, 143 for SIGTERM; null without one. */
  exitCode(): number | null
  /** Gives the signals back their default meaning. */
  dispose(): void
}

export function watchStopSignals(): StopSignals {
  const stop = new AbortController()
  let code: number | null = null
  const onSignal = (name: (typeof NAMES)[number]): void => {
    const own = 128 + constants.signals[name]
    if (code !== null) process.exit(own)
    code = own
    stop.abort()
  }
  for (const name of NAMES) process.on(name, onSignal)
  return {
    signal: stop.signal,
    exitCode: () => code,
    dispose: () => {
      for (const name of NAMES) process.off(name, onSignal)
    },
  }
}
