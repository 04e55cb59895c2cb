/**
 * The keys of a collection in order. Writers only note what came and went; a reader that needs
 * the order settles the notes first, so that a bulk load sorts once.
 */
const FEW = 64

export class SortedKeys {
  #keys: string[]
  readonly #added = new Set<string>()
  readonly #removed = new Set<string>()

  /** `keys` must be in order already. */
  constructor(keys: string[] = []) {
    this.#keys = keys
  }

  add(key: string): void {
    if (!this.#removed.delete(key)) this.#added.add(key)
  }

  remove(key: string): void {
    if (!this.#added.delete(key)) this.#removed.add(key)
  }

  /** In order; both bounds inclusive. Not a copy if it is everything: do not hold on to it. */
  range(from: string | undefined, to: string | undefined): readonly string[] {
    this.#settle()
    if (from === undefined && to === undefined) return this.#keys
    const start = from === undefined ? 0 : this.#position(from)
    const end = to === undefined ? this.#keys.length : this.#positionAfter(to)
    return this.#keys.slice(start, end)
  }

  #settle(): void {
    if (this.#added.size + this.#removed.size <= FEW) this.#settleFew()
    else this.#settleMany()
    this.#added.clear()
    this.#removed.clear()
  }

  #settleFew(): void {
    for (const key of this.#removed) this.#keys.splice(this.#position(key), 1)
    for (const key of this.#added) this.#keys.splice(this.#position(key), 0, key)
  }

  #settleMany(): void {
    const kept =
      this.#removed.size === 0 ? this.#keys : this.#keys.filter((k) => !this.#removed.has(k))
    // Nearly sorted input is what the engine's merge sort is fast at.
    this.#keys = kept.concat([...this.#added].toSorted(byCodeUnit)).toSorted(byCodeUnit)
  }

  /** Where `key` is or would be. */
  #position(key: string): number {
    let low = 0
    let high = this.#keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const at = this.#keys[middle]
      if (at !== undefined && at < key) low = middle + 1
      else high = middle
    }
    return low
  }

  #positionAfter(key: string): number {
    const position = this.#position(key)
    return this.#keys[position] === key ? position + 1 : position
  }
}

function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
