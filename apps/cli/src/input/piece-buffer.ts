/** Collects the slices of one document, and forgets them once they are more than the bound. */
export class PieceBuffer {
  readonly #maxBytes: number
  #slices: Buffer[] = []
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get isEmpty(): boolean {
    return this.#bytes === 0
  }

  add(slice: Buffer): void {
    this.#bytes += slice.length
    if (this.#bytes > this.#maxBytes) this.#slices = []
    else if (slice.length > 0) this.#slices.push(slice)
  }

  /** What was collected, or null if it was too much. The buffer is empty afterwards. */
  take(): Buffer | null {
    const [only, ...more] = this.#slices
    const text = only !== undefined && more.length === 0 ? only : Buffer.concat(this.#slices)
    const fits = this.#bytes <= this.#maxBytes
    this.#slices = []
    this.#bytes = 0
    return fits ? text : null
  }
}
