import type { Wiring } from './clock.ts'

/** Aborts `signal` when nothing has happened for a while; streams restart it with every piece. */
export class Deadline {
  readonly signal: AbortSignal
  readonly #controller = new AbortController()
  readonly #timeoutMs: number
  readonly #wiring: Wiring
  #stop: () => void = () => undefined

  /** `timeoutMs` 0: never. */
  constructor(timeoutMs: number, wiring: Wiring) {
    this.signal = this.#controller.signal
    this.#timeoutMs = timeoutMs
    this.#wiring = wiring
    this.restart()
  }

  get passed(): boolean {
    return this.signal.aborted
  }

  restart(): void {
    this.stop()
    if (this.#timeoutMs === 0) return
    this.#stop = this.#wiring.startTimer(() => this.#controller.abort(), this.#timeoutMs)
  }

  /** While it is not the server that is waited for. */
  stop(): void {
    this.#stop()
  }
}
