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
import { Overlap } from './overlap.ts'

interface Pending {
  readonly keys: readonly DocumentKey[]
  readonly expiresAtMs: number
}

export class MemoryChangeLog implements ChangeLog {
  readonly source = 'memory'
  readonly #options: ChangeLogOptions
  readonly #clock: Clock
  /** No id of another process's log. */
  readonly #era = randomBytes(6).toString('hex')
  readonly #pending = new Map<string, Pending>()
  readonly #overlaps = new Map<string, Overlap>()
  #entries: ChangeEntry[]
  /** Number of the first entry. */
  #first = 0
  #bells: (() => void)[] = []

  constructor(options: ChangeLogOptions, clock: Clock) {
    this.#options = options
    this.#clock = clock
    this.#entries = [{ id: this.#id(0), kind: 'reset' }]
  }

  begin(_place: LogPlace, { token, keys }: Intent): Promise<void> {
    this.#sweep()
    if (this.#pending.has(token)) return Promise.resolve()
    const expiresAtMs = this.#clock.monotonic() + this.#options.writerMs
    this.#pending.set(token, { keys, expiresAtMs })
    for (const key of keys) this.#overlap(key).enter()
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
    const entries = this.#entries.slice(at + 1, at + 1 + limit)
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

  #leave(key: DocumentKey, change: Change | null): void {
    const overlap = this.#overlap(key)
    const op = overlap.leave(change)
    if (overlap.over) this.#overlaps.delete(nameOf(key))
    if (change && op !== null) this.#append(op === 'unknown' ? { key, op } : change)
  }

  #append(change: Change): void {
    const id = this.#id(this.#first + this.#entries.length)
    this.#entries.push({ id, kind: 'change', change: { atMs: this.#clock.now(), ...change } })
    // By halves, so that one entry more does not move all the others.
    if (this.#entries.length > 2 * this.#options.maxEntries) {
      const dropped = this.#entries.length - this.#options.maxEntries
      this.#entries = this.#entries.slice(dropped)
      this.#first += dropped
    }
    this.#wake()
  }

  /** Intents in the order they were made, all with the same time to live. */
  #sweep(): void {
    for (const [token, { keys, expiresAtMs }] of this.#pending) {
      if (expiresAtMs > this.#clock.monotonic()) return
      this.#pending.delete(token)
      for (const key of keys) this.#leave(key, { key, op: 'unknown' })
    }
  }

  #overlap(key: DocumentKey): Overlap {
    const name = nameOf(key)
    const known = this.#overlaps.get(name) ?? new Overlap()
    this.#overlaps.set(name, known)
    return known
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
    return era === this.#era && this.#entries[at]?.id === id ? at : null
  }
}

function nameOf({ collection, id }: DocumentKey): string {
  return `${collection}/${id}`
}
