import { RenewedMap } from '../renewed-map.ts'

interface Writer {
  readonly token: string
  readonly expiresAtMs: number
}

/**
 * Who is writing what, for the memory tier: the writers of each key with their expiries. Nearly always
 * one, of thousands of keys at a time: a list of one is the least that can be kept for it.
 */
export class MemoryWriters {
  readonly #writers = new RenewedMap<readonly Writer[]>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  add(key: string, { token, expiryMs }: { token: string; expiryMs: number }): void {
    const others = this.#writers.get(key)?.filter((writer) => writer.token !== token) ?? []
    this.#writers.set(key, [...others, { token, expiresAtMs: this.#now() + expiryMs }])
  }

  remove(key: string, token: string): void {
    this.#keep(key, (writer) => writer.token !== token)
  }

  active(key: string): boolean {
    const nowMs = this.#now()
    return this.#keep(key, ({ expiresAtMs }) => expiresAtMs > nowMs)
  }

  /** @returns whether any is left */
  #keep(key: string, stays: (writer: Writer) => boolean): boolean {
    const writers = this.#writers.get(key)
    if (!writers) return false
    const left = writers.filter(stays)
    if (left.length > 0) this.#writers.set(key, left)
    else this.#writers.delete(key)
    return left.length > 0
  }
}
