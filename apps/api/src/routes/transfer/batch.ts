import type { Fields } from '../documents/document-service.ts'
import type { Line } from './ndjson-lines.ts'

export interface Item {
  readonly line: number
  readonly id: string
  /** See `ImportItem`. */
  readonly mayBeForeign?: boolean
  readonly fields: Fields
}

/**
 * So few that a document is forgotten before the collector has seen it twice: what it sees twice it takes
 * for lasting, and then the process grows with every import. More would save a few percent.
 */
const MAX_ITEMS = 100
const MAX_BYTES = 4 * 1024 * 1024

/** Documents of an import that are stored together; no id comes twice. */
export class Batch {
  readonly #items = new Map<string, Item>()
  #bytes = 0
  #lastLine: number

  /** @param lastLine the last one before this batch */
  constructor(lastLine: number) {
    this.#lastLine = lastLine
  }

  get items(): readonly Item[] {
    return [...this.#items.values()]
  }

  /** The last line that was taken. */
  get lastLine(): number {
    return this.#lastLine
  }

  get full(): boolean {
    return this.#items.size >= MAX_ITEMS || this.#bytes >= MAX_BYTES
  }

  has(id: string): boolean {
    return this.#items.has(id)
  }

  overlaps(other: Batch): boolean {
    return this.items.some(({ id }) => other.has(id))
  }

  /** @param item null: the line has failed already. */
  take({ number, bytes }: Line, item: Item | null): void {
    if (item) this.#items.set(item.id, item)
    this.#lastLine = number
    this.#bytes += bytes?.length ?? 0
  }
}
