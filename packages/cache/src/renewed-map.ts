/** Rarely enough that copying costs nothing, and within what is allocated between two collections. */
const RENEW_AFTER = 256

/**
 * A map whose entries come and go by the thousands. V8's Map moves to another table all the time then,
 * and every table that it has left refers to the next one: as soon as one of them is in the old
 * generation, no minor collection frees any after it, nor what was in them. So the map itself is
 * exchanged now and then. Without this an import into the memory tier grew twice as much.
 */
export class RenewedMap<V> {
  #entries = new Map<string, V>()
  #deleted = 0

  get(key: string): V | undefined {
    return this.#entries.get(key)
  }

  set(key: string, value: V): void {
    this.#entries.set(key, value)
  }

  delete(key: string): void {
    if (!this.#entries.delete(key)) return
    this.#deleted++
    if (this.#deleted < RENEW_AFTER) return
    this.#entries = new Map(this.#entries)
    this.#deleted = 0
  }
}
