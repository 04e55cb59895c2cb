/** An answer that may be given again once the server says that it still holds. */
export interface Remembered {
  readonly etag: string
  readonly text: string
}

/**
 * The answers read last, bounded by their characters. Nothing in here is ever used without asking
 * the server first, so it cannot be stale; it only saves the transfer.
 */
export class EtagCache {
  readonly #maxCharacters: number
  /** Least recently used first. */
  readonly #entries = new Map<string, Remembered>()
  #characters = 0

  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters
  }

  get(path: string): Remembered | undefined {
    const entry = this.#entries.get(path)
    if (entry) {
      this.#entries.delete(path)
      this.#entries.set(path, entry)
    }
    return entry
  }

  set(path: string, entry: Remembered): void {
    this.delete(path)
    this.#entries.set(path, entry)
    this.#characters += size(path, entry)
    for (const oldest of this.#entries.keys()) {
      if (this.#characters <= this.#maxCharacters) return
      this.delete(oldest)
    }
  }

  delete(path: string): void {
    const entry = this.#entries.get(path)
    if (!entry) return
    this.#entries.delete(path)
    this.#characters -= size(path, entry)
  }
}

function size(path: string, { etag, text }: Remembered): number {
  return path.length + etag.length + text.length
}
