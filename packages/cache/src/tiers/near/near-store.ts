import { LRUCache } from 'lru-cache'

/** One or more reads of a key under way; fenced once the key was forgotten meanwhile. */
export interface NearLoad {
  readonly key: string
  fenced: boolean
  readers: number
}

/**
 * Redis is asked for a value at least this often, milliseconds. So Redis goes on seeing which keys
 * are in use (it evicts the others), and a value it has let expire without telling yet goes soon.
 */
const MAX_AGE_MS = 1000
/** What the maps and the buffer's own objects take for an entry besides its bytes; about 360 measured. */
const ENTRY_BYTES = 400

/**
 * Copies of values, bounded by bytes, and the reads that may add to them. A value is kept only if
 * its key was not forgotten between `begin`, before the read was sent, and `finish`, at its reply.
 */
export class NearStore {
  readonly #values: LRUCache<string, Buffer>
  readonly #loads = new Map<string, NearLoad>()

  constructor(options: { maxBytes: number; now: () => number }) {
    this.#values = new LRUCache({
      maxSize: options.maxBytes,
      sizeCalculation: (value, key) => value.length + key.length + ENTRY_BYTES,
      ttl: MAX_AGE_MS,
      perf: { now: options.now },
      ttlResolution: 0,
    })
  }

  get bytes(): number {
    return this.#values.calculatedSize
  }

  get(key: string): Buffer | null {
    return this.#values.get(key) ?? null
  }

  /** Call before the read is sent, and `finish` once, whatever comes of it. */
  begin(key: string): NearLoad {
    // Else a reader that comes after this one's reply might be served something older.
    this.#values.delete(key)
    const load = this.#loads.get(key) ?? { key, fenced: false, readers: 0 }
    this.#loads.set(key, load)
    load.readers += 1
    return load
  }

  /** Null: there is nothing to keep. */
  finish(load: NearLoad, value: Buffer | null): void {
    load.readers -= 1
    if (load.fenced) return
    if (load.readers === 0) this.#loads.delete(load.key)
    if (value) this.#values.set(load.key, exactCopy(value))
    else this.#values.delete(load.key)
  }

  forget(key: string): void {
    this.#values.delete(key)
    const load = this.#loads.get(key)
    if (!load) return
    load.fenced = true
    this.#loads.delete(key)
  }

  flush(): void {
    this.#values.clear()
    for (const load of this.#loads.values()) load.fenced = true
    this.#loads.clear()
  }
}

/** Buffers of a socket are slices of larger ones, which one kept slice would hold in memory. */
function exactCopy(value: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(value.length)
  value.copy(copy)
  return copy
}
