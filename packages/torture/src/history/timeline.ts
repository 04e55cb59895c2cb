/** Something that from a moment on proves a version: an acknowledged write, a finished read. */
export interface Proof<T> {
  readonly atMs: number
  readonly version: number
  readonly by: T
}

/**
 * Proofs by time. Answers what had been proven before a moment, and since when a version had been
 * outdated. Proofs are added in the order of time.
 */
export class Timeline<T> {
  /** Each is newer than all before it. */
  readonly #records: Proof<T>[] = []

  add(proof: Proof<T>): void {
    const last = this.#records.at(-1)
    if (last === undefined || proof.version > last.version) this.#records.push(proof)
  }

  /** The newest version proven strictly before `atMs`. */
  newestBefore(atMs: number): Proof<T> | undefined {
    return this.#records[this.#countWhere((record) => record.atMs < atMs) - 1]
  }

  /** The earliest proof of anything newer than `version`. */
  firstNewerThan(version: number): Proof<T> | undefined {
    return this.#records[this.#countWhere((record) => record.version <= version)]
  }

  /** How many records from the start satisfy what holds for a prefix of them. */
  #countWhere(holds: (record: Proof<T>) => boolean): number {
    let low = 0
    let high = this.#records.length
    while (low < high) {
      const middle = (low + high) >> 1
      const record = this.#records[middle]
      if (record !== undefined && holds(record)) low = middle + 1
      else high = middle
    }
    return low
  }
}
