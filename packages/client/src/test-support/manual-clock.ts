import type { Wiring } from '../clock.ts'

/** Time that passes when a test says so. */
export class ManualClock implements Wiring {
  readonly delays: number[] = []
  readonly #timers = new Map<number, () => void>()
  readonly nowMs = (): number => 0
  readonly random = (): number => 0
  readonly startTimer = (callback: () => void, delayMs: number): (() => void) => {
    const id = this.delays.push(delayMs)
    this.#timers.set(id, callback)
    return () => this.#timers.delete(id)
  }

  get running(): number {
    return this.#timers.size
  }

  pass(): void {
    for (const [id, callback] of this.#timers) {
      this.#timers.delete(id)
      callback()
    }
  }
}
