import type { ChangeEntry } from './change-log.ts'

/** The newest entries of the log, for all followers in this process together. */
export class RecentEntries {
  readonly #max: number
  #entries: ChangeEntry[] = []
  /** Id of the entry before the first of them. */
  #before: string

  constructor(max: number, before: string) {
    this.#max = max
    this.#before = before
  }

  get last(): string {
    return this.#entries.at(-1)?.id ?? this.#before
  }

  add(entries: readonly ChangeEntry[]): void {
    this.#entries.push(...entries)
    // By halves, so that one entry more does not move all the others.
    if (this.#entries.length <= 2 * this.#max) return
    const dropped = this.#entries.splice(0, this.#entries.length - this.#max)
    this.#before = dropped.at(-1)?.id ?? this.#before
  }

  /** What came after an entry, `limit` of them at most; null when that one is not known here. */
  after(id: string, limit: number): readonly ChangeEntry[] | null {
    // Followers are near the end: the search begins there.
    const at = this.#entries.findLastIndex((entry) => entry.id === id)
    if (at === -1 && id !== this.#before) return null
    return this.#entries.slice(at + 1, at + 1 + limit)
  }
}
