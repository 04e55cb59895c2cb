import { setTimeout as delay } from 'node:timers/promises'

/** Time as the engine sees it; tests bring their own. Milliseconds. */
export interface Clock {
  /** Since 1970, the same for all processes, and as wrong as their clocks. */
  now(): number
  /** Since some moment, in this process alone; never goes back or jumps. */
  monotonic(): number
  sleep(ms: number): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms) => delay(ms),
}
