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

export class PolledView<T> {
  readonly #options: PolledViewOptions<T>
  readonly #now: () => number
  #table: ReadonlyMap<string, T> = new Map()
  #readAtMs = Number.NEGATIVE_INFINITY
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
    try {
      await this.refresh()
    } catch (error) {
      if (!this.#table.has(name)) throw error
    }
    return this.#table.get(name)
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
    this.#table = await this.#options.load()
    this.#readAtMs = startedMs
  }
}
