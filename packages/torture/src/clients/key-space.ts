/**
 * The documents of a run and what clients know of them. Half of them live long in the cache, half
 * are to be refreshed every second or so.
 */
import type { Random } from '../random.ts'

export interface CachePolicy {
  readonly ttlMs: number
  readonly staleMs: number
  readonly negativeTtlMs: number
}

/** Collections by name. `listTtlMs` is left to the server. */
export const collections: Readonly<Record<string, CachePolicy>> = {
  lasting: { ttlMs: 60_000, staleMs: 60_000, negativeTtlMs: 30_000 },
  fleeting: { ttlMs: 1500, staleMs: 3000, negativeTtlMs: 1000 },
}

/** The document as a client last saw it, for conditional requests. */
export interface Sighting {
  readonly etag: string
  readonly version: number
  readonly writtenBy: number
}

export class Key {
  readonly name: string
  readonly path: string
  readonly collection: string
  readonly document: string
  /** Counted up by deletions. */
  life = 1
  sighting: Sighting | null = null
  /** Writes without an answer yet, or for ever. */
  #openWrites = 0
  #everLost = false
  #writable = true
  #exists = false

  constructor(collection: string, document: string) {
    this.name = `${collection}/${document}`
    this.collection = collection
    this.document = document
    this.path = `/collections/${collection}/documents/${document}`
  }

  get writable(): boolean {
    return this.#writable
  }

  /**
   * A deletion is alone on its key, and nothing that was lost may still arrive: only then is it
   * known which life of the document a write belongs to.
   */
  get deletable(): boolean {
    return this.#writable && this.#exists && this.#openWrites === 0 && !this.#everLost
  }

  beginWrite(): void {
    this.#openWrites += 1
  }

  endWrite(outcome: 'ok' | 'failed' | 'unknown'): void {
    this.#openWrites -= 1
    if (outcome === 'ok') this.#exists = true
    if (outcome === 'unknown') this.#everLost = true
  }

  beginDeletion(): void {
    this.#writable = false
  }

  /** After a deletion whose answer was lost nobody writes here any more. */
  endDeletion(outcome: 'ok' | 'failed' | 'unknown'): void {
    this.#writable = outcome !== 'unknown'
    if (outcome !== 'ok') return
    this.life += 1
    this.#exists = false
    this.sighting = null
  }
}

export class KeySpace {
  /** All that ever were, for the last look at the end. */
  readonly all: Key[]
  readonly #current: Key[]
  readonly #random: Random

  constructor(count: number, random: Random) {
    this.#random = random
    const names = Object.keys(collections)
    this.all = Array.from(
      { length: count },
      (_, index) => new Key(names[index % names.length] ?? 'lasting', `d${index}`),
    )
    this.#current = [...this.all]
  }

  /** Some keys are much asked for, most are not. */
  pick(): Key {
    const key = this.#current[Math.floor(this.#random.next() ** 2 * this.#current.length)]
    if (key === undefined) throw new RangeError('Expected at least one key')
    return key
  }

  /** Puts a new key in the place of one that takes no writes any more. */
  replace(retired: Key): void {
    const key = new Key(retired.collection, `d${this.all.length}`)
    this.all.push(key)
    this.#current[this.#current.indexOf(retired)] = key
  }
}
