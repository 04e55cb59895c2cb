/** Newline-delimited JSON, line by line, in memory bounded by the longest line allowed. */

export interface Line {
  /** Counted from 1; empty lines count but are not given. */
  readonly number: number
  /** Null: longer than allowed. */
  readonly bytes: Buffer | null
}

const NEWLINE = 0x0a

export async function* ndjsonLines(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<Line> {
  const splitter = new LineSplitter(maxBytes)
  for await (const chunk of chunks) yield* splitter.push(chunk)
  yield* splitter.end()
}

class LineSplitter {
  readonly #maxBytes: number
  #parts: Buffer[] = []
  #length = 0
  #number = 1

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  *push(chunk: Buffer): Generator<Line> {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end))
      yield* this.end()
      start = end + 1
    }
    this.#keep(chunk.subarray(start))
  }

  *end(): Generator<Line> {
    const number = this.#number++
    const tooLong = this.#length > this.#maxBytes
    const bytes = Buffer.concat(this.#parts)
    this.#parts = []
    this.#length = 0
    if (tooLong) yield { number, bytes: null }
    else if (!isBlank(bytes)) yield { number, bytes }
  }

  /** Of a line that is too long only its length is remembered. */
  #keep(part: Buffer): void {
    this.#length += part.length
    if (this.#length > this.#maxBytes) this.#parts = []
    else this.#parts.push(part)
  }
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09)
}
