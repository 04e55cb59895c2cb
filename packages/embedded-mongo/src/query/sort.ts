import { compareValues } from '../bson/compare.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { isNumber, toNumber } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import { leafValues } from './paths.ts'

export interface SortField {
  readonly path: readonly string[]
  readonly direction: 1 | -1
}

export function parseSort(spec: BsonDocument): SortField[] {
  return Array.from(spec, ([name, value]) => {
    const direction = isNumber(value) ? toNumber(value) : 0
    if (direction !== 1 && direction !== -1)
      throw new CommandError(
        'BadValue',
        'Expected a sort order of 1 (ascending) or -1 (descending)',
      )
    if (name === '$natural')
      throw new CommandError('BadValue', 'The embedded server does not support sorting by $natural')
    return { path: name.split('.'), direction }
  })
}

/** What a document is sorted by: of an array the smallest item, or the greatest if descending. */
function sortValues(document: BsonDocument, fields: readonly SortField[]): BsonValue[] {
  return fields.map(({ path, direction }) => {
    const first = path[0]
    if (path.length === 1 && first !== undefined) {
      const value = document.get(first)
      if (!Array.isArray(value)) return value ?? null
    }
    return leafValues(document, path).reduce((best, value) =>
      compareValues(value, best) * direction < 0 ? value : best,
    )
  })
}

interface Sortable<T> {
  readonly item: T
  readonly values: readonly BsonValue[]
  readonly arrival: number
}

/**
 * Sorts what is pushed, stably. With a limit it keeps no more than that many: a heap whose root
 * is the last of those kept, so that most of what comes is dropped after one comparison.
 */
export class Sorter<T> {
  readonly #fields: readonly SortField[]
  readonly #limit: number
  readonly #heap: Sortable<T>[] = []
  #arrivals = 0

  constructor(fields: readonly SortField[], limit: number) {
    this.#fields = fields
    this.#limit = limit
  }

  push(item: T, document: BsonDocument): void {
    const entry = { item, values: sortValues(document, this.#fields), arrival: this.#arrivals++ }
    if (this.#limit === Number.POSITIVE_INFINITY) {
      this.#heap.push(entry)
      return
    }
    if (this.#heap.length < this.#limit) {
      this.#heap.push(entry)
      this.#siftUp(this.#heap.length - 1)
      return
    }
    const root = this.#heap[0]
    if (root === undefined || this.#compare(entry, root) >= 0) return
    this.#heap[0] = entry
    this.#siftDown()
  }

  sorted(): T[] {
    return this.#heap.toSorted((a, b) => this.#compare(a, b)).map(({ item }) => item)
  }

  #compare(a: Sortable<T>, b: Sortable<T>): number {
    for (const [index, { direction }] of this.#fields.entries()) {
      const order = compareValues(a.values[index], b.values[index])
      if (order !== 0) return order * direction
    }
    return a.arrival - b.arrival
  }

  #siftUp(from: number): void {
    let index = from
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#swapIfLater(index, parent)) return
      index = parent
    }
  }

  #siftDown(): void {
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      const later = this.#later(left, left + 1)
      if (later === undefined || !this.#swapIfLater(later, index)) return
      index = later
    }
  }

  #later(left: number, right: number): number | undefined {
    const [a, b] = [this.#heap[left], this.#heap[right]]
    if (a === undefined) return undefined
    return b !== undefined && this.#compare(b, a) > 0 ? right : left
  }

  #swapIfLater(child: number, parent: number): boolean {
    const [a, b] = [this.#heap[child], this.#heap[parent]]
    if (a === undefined || b === undefined || this.#compare(a, b) <= 0) return false
    this.#heap[child] = b
    this.#heap[parent] = a
    return true
  }
}
