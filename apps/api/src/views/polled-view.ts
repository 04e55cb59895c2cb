import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A small table of the database (collections, keys) as this process last saw it, so that a
 * cached read need not ask the database for settings. Never trusted for longer than
 * `maxAgeMs`: whoever changes the table and waits that long knows that every process has
 * seen the change or asks anew. What the view does not know is asked for at once, so what
 * was just created is found everywhere.
 *
 * While the database is away the last view goes on being served: settings may then be older
 * than `maxAgeMs`, documents never are.
 */
export interface PolledViewOptions<T> {
  /** Reads the whole table. */
  readonly load: () => Promise<ReadonlyMap<string, T>>
  readonly maxAgeMs: number
  /** Monotonic, milliseconds. */
  readonly now?: () => number
}

const POLLS_PER_MAX_AGE = 2.5
const AWAY_WAIT_MS = 50

export class PolledView<T> {
  readonly #options: PolledViewOptions<T>
  readonly #now: () => number
  #table: ReadonlyMap<string, T> = new Map()
  #readAtMs = Number.NEGATIVE_INFINITY
  /** The last read failed. */
  #isAway = false
  #running: Promise<void> | null = null
  #queued: Promise<void> | null = null
  #timer: NodeJS.Timeout | undefined

  constructor(options: PolledViewOptions<T>) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
  }

  /** Begins to poll; `close` ends it. */
  start(): void {
    const intervalMs = this.#options.maxAgeMs / POLLS_PER_MAX_AGE
    this.#timer = setInterval(() => void this.refresh().catch(() => undefined), intervalMs)
    this.#timer.unref()
  }

  close(): void {
    clearInterval(this.#timer)
  }

  /** At once, when the view is fresh and knows the name. */
  peek(name: string): T | undefined {
    const fresh = this.#now() - this.#readAtMs <= this.#options.maxAgeMs
    return fresh ? this.#table.get(name) : undefined
  }

  /** @throws what `load` throws, when the view does not know the name either. */
  async find(name: string): Promise<T | undefined> {
    const known = this.peek(name)
    if (known !== undefined) return known
    if (this.#table.has(name)) await this.#lookAgain()
    else
      await this.refresh().catch((error: unknown) => {
        if (!this.#table.has(name)) throw error
      })
    return this.#table.get(name)
  }

  /**
   * Asked anew also for what is known, so that neither the answer nor its time tells those who may
   * not know what there is. While the database is away: as it was seen last.
   * @throws what `load` throws, when the table was never seen
   */
  async findAnew(name: string): Promise<T | undefined> {
    await (this.#readAtMs === Number.NEGATIVE_INFINITY ? this.refresh() : this.#lookAgain())
    return this.#table.get(name)
  }

  /**
   * Reads the table if that can be done. A database that did not answer the last time may take
   * seconds not to answer again, for each request: it gets a moment, and is still asked.
   */
  async #lookAgain(): Promise<void> {
    // When the read under way is in vain, the next is not waited for as long.
    if (!this.#isAway) await this.#running?.catch(() => undefined)
    const reading = this.refresh().catch(() => undefined)
    await (this.#isAway ? Promise.race([reading, sleep(AWAY_WAIT_MS)]) : reading)
  }

  /** Resolves when a read that began after this call is in force. Calls share reads. */
  refresh(): Promise<void> {
    if (!this.#running) return this.#run()
    this.#queued ??= this.#running.catch(() => undefined).then(() => this.#run())
    return this.#queued
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
    const startedMs = this.#now()
    try {
      this.#table = await this.#options.load()
      this.#readAtMs = startedMs
      this.#isAway = false
    } catch (error) {
      this.#isAway = true
      throw error
    }
  }
}
