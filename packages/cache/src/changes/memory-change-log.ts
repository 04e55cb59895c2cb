/** The log of a single process: it ends with it, and a cursor of an earlier process is lost. */
import { randomBytes } from 'node:crypto'
import type { DocumentKey } from '../cache-key.ts'
import type { Clock } from '../clock.ts'
import {
  RING_MS,
  type Change,
  type ChangeEntry,
  type ChangeLog,
  type ChangeLogOptions,
  type Intent,
  type LogPage,
  type LogPlace,
  type ReadLog,
  type Result,
} from './change-log.ts'
import { RenewedMap } from '../renewed-map.ts'
import { Overlap } from './overlap.ts'

interface Pending {
  readonly keys: readonly DocumentKey[]
  readonly expiresAtMs: number
}

/** How many times as many entries as it must hold the log has before it is cut. */
const SLACK = 1.25

/** A single writer, as an import has thousands of. */
const ALONE = 1

export class MemoryChangeLog implements ChangeLog {
  readonly source = 'memory'
  readonly #options: ChangeLogOptions
  readonly #clock: Clock
  /** No id of another process's log. */
  readonly #era = randomBytes(6).toString('hex')
  readonly #pending = new Map<string, Pending>()
  /** Of every document that is being written, `ALONE` until a second writer comes. */
  readonly #overlaps = new RenewedMap<Overlap | typeof ALONE>()
  /** Changes, and the reset that the log begins with. */
  #entries: (Change | 'reset')[] = ['reset']
  /** Number of the first entry, which its id is made of when somebody asks: most are never read. */
  #first = 0
  #bells: (() => void)[] = []

  constructor(options: ChangeLogOptions, clock: Clock) {
    this.#options = options
    this.#clock = clock
  }

  begin(_place: LogPlace, { token, keys }: Intent): Promise<void> {
    this.#sweep()
    if (this.#pending.has(token)) return Promise.resolve()
    const expiresAtMs = this.#clock.monotonic() + this.#options.writerMs
    this.#pending.set(token, { keys, expiresAtMs })
    for (const key of keys) this.#enter(nameOf(key))
    return Promise.resolve()
  }

  end(_place: LogPlace, { token, keys, changes }: Result): Promise<void> {
    const mine = this.#pending.delete(token)
    const byName = new Map(changes.map((change) => [nameOf(change.key), change]))
    for (const key of keys) {
      const change = byName.get(nameOf(key)) ?? null
      if (mine) this.#leave(key, change)
      else if (change) this.#append({ key, op: 'unknown' })
    }
    return Promise.resolve()
  }

  read(_place: LogPlace, { after, limit }: ReadLog): Promise<LogPage> {
    this.#sweep()
    const last = this.#id(this.#first + this.#entries.length - 1)
    if (after === null) return Promise.resolve({ lost: false, entries: [], last })
    const at = this.#indexOf(after)
    if (at === null) return Promise.resolve({ lost: true, entries: [], last })
    const entries = this.#entries
      .slice(at + 1, at + 1 + limit)
      .map((entry, index) => this.#told(entry, at + 1 + index))
    return Promise.resolve({ lost: false, entries, last })
  }

  async ring(_place: LogPlace, after: string): Promise<void> {
    const at = this.#indexOf(after)
    if (at === null || at + 1 < this.#entries.length) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#bells.push(resolve)
    await Promise.race([promise, this.#clock.sleep(RING_MS)])
  }

  rest(): void {
    this.#wake()
  }

  #enter(name: string): void {
    const known = this.#overlaps.get(name)
    if (!known) this.#overlaps.set(name, ALONE)
    else this.#overlaps.set(name, known === ALONE ? new Overlap() : known.enter())
  }

  #leave(key: DocumentKey, change: Change | null): void {
    const name = nameOf(key)
    const overlap = this.#overlaps.get(name) ?? ALONE
    const op = overlap === ALONE ? change && change.op : overlap.leave(change)
    if (overlap === ALONE || overlap.over) this.#overlaps.delete(name)
    if (change && op !== null) this.#append(op === 'unknown' ? { key, op } : change)
  }

  #append({ createdAtMs: _notTold, ...change }: Change): void {
    this.#entries.push({ atMs: this.#clock.now(), ...change })
    // Many at a time, so that one entry more does not move all the others.
    if (this.#entries.length > SLACK * this.#options.maxEntries) {
      const dropped = this.#entries.length - this.#options.maxEntries
      this.#entries = this.#entries.slice(dropped)
      this.#first += dropped
    }
    this.#wake()
  }

  #told(entry: Change | 'reset', at: number): ChangeEntry {
    const id = this.#id(this.#first + at)
    return entry === 'reset' ? { id, kind: 'reset' } : { id, kind: 'change', change: entry }
  }

  /** Intents in the order they were made, all with the same time to live. */
  #sweep(): void {
    for (const [token, { keys, expiresAtMs }] of this.#pending) {
      if (expiresAtMs > this.#clock.monotonic()) return
      this.#pending.delete(token)
      for (const key of keys) this.#leave(key, { key, op: 'unknown' })
    }
  }

  #wake(): void {
    const bells = this.#bells
    this.#bells = []
    for (const bell of bells) bell()
  }

  #id(number: number): string {
    return `${this.#era}-${number}`
  }

  #indexOf(id: string): number | null {
    const [era, number = ''] = id.split('-')
    const at = Number(number) - this.#first
    const isThere = era === this.#era && this.#entries[at] !== undefined
    return isThere && this.#id(this.#first + at) === id ? at : null
  }
}

function nameOf({ collection, id }: DocumentKey): string {
  return `${collection}/${id}`
}
