import type { Clock } from '../clock.ts'
import { sameState, VIEW_MAX_AGE_MS, type EpochState, type EpochStore } from './epoch-state.ts'

/** The epoch record as this process last saw it, and how long ago. */
export class EpochView {
  readonly #store: EpochStore
  readonly #clock: Clock
  #state: EpochState | null = null
  #readAtMs = Number.NEGATIVE_INFINITY
  #changedAtMs = Number.NEGATIVE_INFINITY
  #phaseAtMs = Number.NEGATIVE_INFINITY
  #running: Promise<void> | null = null
  #queued: Promise<void> | null = null

  constructor(store: EpochStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  get state(): EpochState | null {
    return this.#state
  }

  /** Whether the state may be acted upon: it was read at most `VIEW_MAX_AGE_MS` ago. */
  fresh(): boolean {
    return this.#clock.monotonic() - this.#readAtMs <= VIEW_MAX_AGE_MS
  }

  /** How long the state has been seen to be exactly this. Never longer than it has been. */
  unchangedMs(): number {
    return this.#clock.monotonic() - this.#changedAtMs
  }

  /** The same for epoch and phase alone, whatever else changes. */
  phaseMs(): number {
    return this.#clock.monotonic() - this.#phaseAtMs
  }

  /** Resolves when a read that began after this call is in force. Calls share reads. */
  refresh(): Promise<void> {
    if (!this.#running) return this.#run()
    this.#queued ??= this.#running.catch(() => undefined).then(() => this.#run())
    return this.#queued
  }

  /** Changes the record, if it is still what this view says. The view is the new state then. */
  async exchange(to: EpochState): Promise<boolean> {
    const startedMs = this.#clock.monotonic()
    const from = this.#state
    if (!(await this.#store.exchange(from, to))) return false
    // A read that overlapped may have seen an even newer state.
    if (sameState(this.#state, from)) this.#accept(to, startedMs)
    return true
  }

  #run(): Promise<void> {
    this.#queued = null
    const reading = this.#read().finally(() => {
      if (this.#running === reading) this.#running = null
    })
    this.#running = reading
    return reading
  }

  async #read(): Promise<void> {
    const startedMs = this.#clock.monotonic()
    this.#accept(await this.#store.read(), startedMs)
  }

  #accept(state: EpochState | null, readAtMs: number): void {
    const nowMs = this.#clock.monotonic()
    const before = this.#state
    if (!sameState(before, state)) this.#changedAtMs = nowMs
    if (before?.epoch !== state?.epoch || before?.phase !== state?.phase) this.#phaseAtMs = nowMs
    this.#state = state
    this.#readAtMs = Math.max(readAtMs, this.#readAtMs)
  }
}
