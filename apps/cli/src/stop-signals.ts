import { constants } from 'node:os'

const NAMES = ['SIGINT', 'SIGTERM'] as const
export type StopName = (typeof NAMES)[number]

/** While it is watched, the first SIGINT or SIGTERM is a wish; the second ends the process at once. */
export interface StopSignals {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal
  /** Resolves at the first signal. */
  readonly received: Promise<StopName>
  /** The first signal, if there was one. */
  name(): StopName | null
  /** Gives the signals back their default meaning. */
  dispose(): void
}

export function watchStopSignals(): StopSignals {
  const stop = new AbortController()
  const { promise, resolve } = Promise.withResolvers<StopName>()
  let first: StopName | null = null
  const onSignal = (name: StopName): void => {
    if (first !== null) process.exit(stopExitCode(name))
    first = name
    resolve(name)
    stop.abort()
  }
  for (const name of NAMES) process.on(name, onSignal)
  return {
    signal: stop.signal,
    received: promise,
    name: () => first,
    dispose: () => {
      for (const name of NAMES) process.off(name, onSignal)
    },
  }
}

/** What shells expect of a process that a signal ended: 130 for SIGINT, 143 for SIGTERM. */
export function stopExitCode(name: StopName): number {
  return 128 + constants.signals[name]
}
