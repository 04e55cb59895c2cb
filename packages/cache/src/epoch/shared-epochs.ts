/**
 * Epochs of a cache that processes share. Reads and writes act on a view of the record that is
 * at most `VIEW_MAX_AGE_MS` old and ask for a newer one when it is not; in between, every
 * process does its part in moving the record on:
 *
 *   open → closed      Redis is another one than the epoch's (it restarted or failed over, and
 *                      may have forgotten removals), or a writer cannot set its fence
 *   closed → opening   nobody needs it closed any more; under a new epoch
 *   opening → open     every process fences under the new epoch by now
 *
 * While the database is away nothing moves: no write can be acknowledged then, and reads go on
 * with the last epoch, marked as unverified.
 */
import type { CacheEvent } from '../cache-events.ts'
import type { Clock } from '../clock.ts'
import {
  CLOSED_MS,
  POLL_MS,
  SETTLE_MS,
  type EpochPhase,
  type EpochState,
  type EpochStore,
} from './epoch-state.ts'
import { EpochView } from './epoch-view.ts'
import type { Epochs, ReadGround, WriteGround } from './epochs.ts'

export interface SharedEpochsDependencies {
  readonly store: EpochStore
  readonly clock: Clock
  /** Identity of what the tier holds; null while that is not known. */
  readonly identity: () => string | null
  readonly emit: (event: CacheEvent) => void
}

/** How long a read waits for a database that is slow to confirm the epoch. */
const CONFIRM_MS = 250
/** For so long after a failed fence this process asks the others to keep the cache closed. */
const NEED_MS = 2000

export class SharedEpochs implements Epochs {
  readonly #deps: SharedEpochsDependencies
  readonly #view: EpochView
  #neededUntilMs = Number.NEGATIVE_INFINITY
  #lastPhase: EpochPhase | null = null
  /** Confirmation did not come in time: later reads do not wait for it again. */
  #unconfirmed = false
  #stopped = false

  constructor(dependencies: SharedEpochsDependencies) {
    this.#deps = dependencies
    this.#view = new EpochView(dependencies.store, dependencies.clock)
  }

  forRead(): ReadGround | null | Promise<ReadGround | null> {
    return this.#view.fresh() ? this.#readGround(true) : this.#confirmedReadGround()
  }

  async forWrite(): Promise<WriteGround> {
    const state = await this.#freshState()
    const identity = this.#deps.identity()
    if (state.phase === 'closed') {
      // Whoever cannot reach the cache says so, or the others would open it again.
      if (identity === null) this.#need()
      return this.#closedGround(state.epoch)
    }
    // Fences in another Redis than the readers' keep nobody out.
    const { epoch, server } = state
    return { kind: server === identity ? 'fence' : 'away', epoch: String(epoch), server }
  }

  async close(): Promise<WriteGround> {
    this.#need()
    for (;;) {
      const state = await this.#freshState()
      if (state.phase === 'closed') return this.#closedGround(state.epoch)
      await this.#move({ ...state, phase: 'closed' })
    }
  }

  open(): boolean {
    return this.#readGround(false) !== null
  }

  /** Polls until stopped. The first look at the record is over when this resolves, if it can be had. */
  async start(): Promise<void> {
    await this.tick()
    void this.#poll()
  }

  stop(): void {
    this.#stopped = true
  }

  /** One look at the record, and this process's part in moving it on. Never throws. */
  async tick(): Promise<void> {
    try {
      await this.#view.refresh()
      this.#unconfirmed = false
      await this.#advance()
      this.#tell()
    } catch {
      // The database is away: nothing can be moved, and reads know by the age of the view.
    }
  }

  async #poll(): Promise<void> {
    while (!this.#stopped) {
      await this.#deps.clock.sleep(POLL_MS)
      if (!this.#stopped) await this.tick()
    }
  }

  #readGround(verified: boolean): ReadGround | null {
    const { state } = this.#view
    if (!state || state.phase !== 'open' || state.server !== this.#deps.identity()) return null
    return { epoch: String(state.epoch), server: state.server, verified }
  }

  async #confirmedReadGround(): Promise<ReadGround | null> {
    if (!this.#unconfirmed) {
      const confirmed = this.#view.refresh().then(
        () => true,
        () => false,
      )
      const late = this.#deps.clock.sleep(CONFIRM_MS).then(() => false)
      this.#unconfirmed = !(await Promise.race([confirmed, late]))
    }
    return this.#readGround(this.#view.fresh())
  }

  /** At most `VIEW_MAX_AGE_MS` old, made if there is none. */
  async #freshState(): Promise<EpochState> {
    for (;;) {
      if (!this.#view.fresh()) await this.#view.refresh()
      const { state } = this.#view
      if (state) return state
      await this.#move(this.#firstState())
    }
  }

  /** Resolves when even those who learn of it last have stopped reading. */
  async #closedGround(epoch: number): Promise<WriteGround> {
    for (;;) {
      const state = await this.#freshState()
      if (state.phase !== 'closed' || state.epoch !== epoch) return this.forWrite()
      const waitMs = SETTLE_MS - this.#view.phaseMs()
      if (waitMs <= 0) return { kind: 'closed', epoch: String(epoch), server: state.server }
      await this.#deps.clock.sleep(waitMs)
    }
  }

  async #advance(): Promise<void> {
    const { state } = this.#view
    const identity = this.#deps.identity()
    if (!state) return this.#move(this.#firstState())
    const next = this.#next(state, identity)
    if (next) await this.#move(next)
  }

  /** This process's part in moving the record on; null: it is not its turn. */
  #next(state: EpochState, identity: string | null): EpochState | null {
    if (state.phase === 'closed') return this.#reopened(state, identity)
    if (identity === null) return null
    if (identity !== state.server) return { ...state, phase: 'closed' }
    const settled = state.phase === 'opening' && this.#view.unchangedMs() >= SETTLE_MS
    return settled ? { ...state, phase: 'open' } : null
  }

  #reopened(state: EpochState, identity: string | null): EpochState | null {
    if (this.#deps.clock.monotonic() < this.#neededUntilMs) {
      return { ...state, beat: state.beat + 1 }
    }
    if (identity === null || this.#view.unchangedMs() < CLOSED_MS) return null
    return { epoch: state.epoch + 1, phase: 'opening', server: identity, beat: 0 }
  }

  /** No process can have read anything before there was a record. Begins where no epoch ever was. */
  #firstState(): EpochState {
    const server = this.#deps.identity()
    const epoch = this.#deps.clock.now()
    return { epoch, phase: server === null ? 'closed' : 'open', server: server ?? '', beat: 0 }
  }

  /** Whoever is second finds out what it is now. */
  async #move(to: EpochState): Promise<void> {
    if (!(await this.#view.exchange(to))) await this.#view.refresh()
  }

  #need(): void {
    this.#neededUntilMs = this.#deps.clock.monotonic() + NEED_MS
  }

  #tell(): void {
    const phase = this.#view.state?.phase ?? null
    if (phase === null || phase === this.#lastPhase) return
    this.#lastPhase = phase
    this.#deps.emit({ type: 'epoch', phase })
  }
}
