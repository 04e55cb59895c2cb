import { setTimeout as delay } from 'node:timers/promises'

/** Time as the engine sees it; tests bring their own. Milliseconds since the epoch. */
export interface Clock {
  now(): number
  sleep(ms: number): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => delay(ms),
}
