import type { Scheduler } from 'fast-check'
import type { Clock } from '../clock.ts'
import type { CacheEntry } from '../envelope.ts'

const nobodyDies = (): boolean => false

/** Messages and time of a simulated world, in the hands of the scheduler. */
export class Network {
  readonly #scheduler: Scheduler
  #nowMs = 1_000_000

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler
  }

  get nowMs(): number {
    return this.#nowMs
  }

  pass(ms: number): void {
    this.#nowMs += ms
  }

  /** Resolves when the scheduler says so. */
  hop(label: string): Promise<void> {
    return this.#scheduler.schedule(Promise.resolve(), label)
  }

  /** Request on its way, effect, reply on its way; a dead process hears and says no more. */
  async send<T>(label: string, effect: () => Promise<T>, dead = nobodyDies): Promise<T> {
    if (dead()) return new Promise<T>(() => undefined)
    await this.hop(`${label} →`)
    const reply = await effect()
    await this.hop(`${label} ←`)
    return dead() ? new Promise<T>(() => undefined) : reply
  }

  clock(): Clock {
    return {
      now: () => this.#nowMs,
      monotonic: () => this.#nowMs,
      sleep: async (ms) => {
        await this.hop(`slept ${ms}`)
        this.pass(ms)
      },
    }
  }
}

/** What the database has after so many writes. */
export function entryOf(version: number): CacheEntry {
  return {
    kind: version === 0 ? 'absent' : 'document',
    version,
    createdAtMs: 0,
    updatedAtMs: 0,
    etag: `"${version}"`,
    body: Buffer.from(String(version)),
  }
}
