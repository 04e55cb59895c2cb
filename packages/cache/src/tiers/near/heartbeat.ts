/**
 * Proof that invalidations arrive. A beat is a change of a key of our own: Redis tells changes in
 * the order in which they happened, so when the invalidation of a beat has arrived, those of all
 * changes before the beat was sent have arrived too. What is kept was thus current at that moment,
 * which is all that this process's monotonic clock is needed for.
 *
 * Every beat has a key of its own: were it one key, the late invalidation of an old beat could be
 * taken for that of a new one, and prove what is not so.
 */
export interface HeartbeatDependencies {
  /** Monotonic, milliseconds. */
  readonly now: () => number
  /** How old a proof may be, milliseconds. */
  readonly boundMs: number
  /** Of this process alone; the keys of beats begin with it. */
  readonly keyPrefix: string
  readonly send: (key: string) => Promise<void>
  readonly onLag: (seconds: number) => void
  readonly onFailure: () => void
  /** Beats are sent and none returns. */
  readonly onSilence: () => void
}

/** Nobody asked for so long: no beats until somebody does, since they cost every process a message. */
const IDLE_MS = 5000
const SILENCE_MS = 2000
/** Beats under way; more than fit into the time after which a silent feed is given up. */
const MAX_UNDER_WAY = 256

export class Heartbeat {
  readonly #deps: HeartbeatDependencies
  /** When each beat that has not returned was sent. */
  readonly #underWay = new Map<string, number>()
  #count = 0
  #provenAtMs = Number.NEGATIVE_INFINITY
  #usedAtMs = Number.NEGATIVE_INFINITY
  /** The first beat after the last one that returned. */
  #waitingSinceMs: number | null = null

  constructor(dependencies: HeartbeatDependencies) {
    this.#deps = dependencies
  }

  /** Whether what is kept was current at most `boundMs` ago. Asking keeps the beats going. */
  proven(): boolean {
    const nowMs = this.#deps.now()
    this.#usedAtMs = nowMs
    return nowMs - this.#provenAtMs <= this.#deps.boundMs
  }

  /** To be called several times per `boundMs`. */
  tick(): void {
    const nowMs = this.#deps.now()
    if (nowMs - this.#usedAtMs > IDLE_MS) this.#waitingSinceMs = null
    else if (nowMs - (this.#waitingSinceMs ?? nowMs) > SILENCE_MS) this.#giveUp()
    else this.#send(nowMs)
  }

  /** The invalidation of a key has arrived; keys that are no beat's do no harm. */
  returned(key: string): void {
    const sentAtMs = this.#underWay.get(key)
    if (sentAtMs === undefined) return
    this.#underWay.delete(key)
    this.#waitingSinceMs = null
    this.#provenAtMs = Math.max(this.#provenAtMs, sentAtMs)
    this.#deps.onLag((this.#deps.now() - sentAtMs) / 1000)
  }

  /** Nothing is proven any more; beats under way prove nothing either. */
  reset(): void {
    this.#provenAtMs = Number.NEGATIVE_INFINITY
    this.#waitingSinceMs = null
    this.#underWay.clear()
  }

  #send(nowMs: number): void {
    const key = `${this.#deps.keyPrefix}${++this.#count}`
    this.#waitingSinceMs ??= nowMs
    this.#underWay.set(key, nowMs)
    for (const [oldest] of this.#underWay) {
      if (this.#underWay.size <= MAX_UNDER_WAY) break
      this.#underWay.delete(oldest)
    }
    // A beat that failed may still have been done, and then it proves what any other does.
    this.#deps.send(key).catch(() => this.#deps.onFailure())
  }

  #giveUp(): void {
    this.reset()
    this.#deps.onSilence()
  }
}
