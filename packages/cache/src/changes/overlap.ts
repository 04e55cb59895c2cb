import type { Change, ChangeOp } from './change-log.ts'

/**
 * Writes of one document that overlap may end in another order than the database did them. An
 * entry with a version is therefore never followed by one of an older state: what comes late, or
 * cannot be compared (a deletion has no version), is told as `unknown`, which means "read it".
 */
export class Overlap {
  /** It begins with the second. */
  #writers = 2
  #unordered = false
  #createdAtMs = -1
  #version = -1

  enter(): this {
    this.#writers++
    return this
  }

  /** Null: the write did nothing to the document. @returns how it may be told */
  leave(change: Change | null): ChangeOp | null {
    this.#writers--
    if (!change) return null
    const { op, version = -1, createdAtMs = -1 } = change
    if (op === 'delete' || op === 'unknown') this.#unordered = true
    if (this.#unordered || !this.#isNewer(createdAtMs, version)) return 'unknown'
    this.#createdAtMs = createdAtMs
    this.#version = version
    return op
  }

  get over(): boolean {
    return this.#writers <= 0
  }

  #isNewer(createdAtMs: number, version: number): boolean {
    if (createdAtMs !== this.#createdAtMs) return createdAtMs > this.#createdAtMs
    return version > this.#version
  }
}
