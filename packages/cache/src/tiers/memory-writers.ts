/** Who is writing what, for the memory tier: the writers of each key with their expiries. */
export class MemoryWriters {
  readonly #writers = new Map<string, Map<string, number>>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  add(key: string, { token, expiryMs }: { token: string; expiryMs: number }): void {
    const writers = this.#writers.get(key) ?? new Map<string, number>()
    this.#writers.set(key, writers.set(token, this.#now() + expiryMs))
  }

  remove(key: string, token: string): void {
    const writers = this.#writers.get(key)
    if (writers?.delete(token) && writers.size === 0) this.#writers.delete(key)
  }

  active(key: string): boolean {
    const writers = this.#writers.get(key)
    if (!writers) return false
    for (const [token, expiresAtMs] of writers) {
      if (expiresAtMs <= this.#now()) writers.delete(token)
    }
    if (writers.size === 0) this.#writers.delete(key)
    return writers.size > 0
  }
}
