/** Newline-delimited JSON, line by line, in memory bounded by the longest line allowed. */

export interface Line {
  /** Counted from 1; empty lines count but are not given. */
  readonly number: number
  /** Null: longer than allowed. Part of the chunk it came in: keep it no longer than needed. */
  readonly bytes: Buffer | null
}

const NEWLINE = 0x0a

/** The lines that each chunk ends: all at once, as waiting for every line would cost more than it. */
export async function* ndjsonLines(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<readonly Line[]> {
  const splitter = new LineSplitter(maxBytes)
  for await (const chunk of chunks) yield splitter.push(chunk)
  yield splitter.end()
}

class LineSplitter {
  readonly #maxBytes: number
  #parts: Buffer[] = []
  #length = 0
  #number = 1

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  push(chunk: Buffer): readonly Line[] {
    const lines: Line[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end))
      this.#endLine(lines)
      start = end + 1
    }
    this.#keep(chunk.subarray(start))
    return lines
  }

  end(): readonly Line[] {
    const lines: Line[] = []
    this.#endLine(lines)
    return lines
  }

  #endLine(lines: Line[]): void {
    const number = this.#number++
    const [only] = this.#parts
    const bytes = only && this.#parts.length === 1 ? only : Buffer.concat(this.#parts)
    if (this.#length > this.#maxBytes) lines.push({ number, bytes: null })
    else if (!isBlank(bytes)) lines.push({ number, bytes })
    this.#parts = []
    this.#length = 0
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
