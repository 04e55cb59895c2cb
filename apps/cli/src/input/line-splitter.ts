import { MAX_PIECE_BYTES, tooLarge, type Piece, type Splitter } from './piece.ts'
import { PieceBuffer } from './piece-buffer.ts'
import { isSpace, NEWLINE } from './json-bytes.ts'

/** NDJSON: one document a line. Lines of nothing but white space are passed over. */
export class LineSplitter implements Splitter {
  readonly #maxBytes: number
  readonly #buffer: PieceBuffer
  #line: number

  constructor(firstLine = 1, maxBytes = MAX_PIECE_BYTES) {
    this.#line = firstLine
    this.#maxBytes = maxBytes
    this.#buffer = new PieceBuffer(maxBytes)
  }

  push(chunk: Buffer): Piece[] {
    const pieces: Piece[] = []
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      this.#buffer.add(chunk.subarray(from, at))
      pieces.push(...this.#take())
      this.#line += 1
      from = at + 1
    }
    this.#buffer.add(chunk.subarray(from))
    return pieces
  }

  end(): Piece[] {
    return this.#take()
  }

  #take(): Piece[] {
    const position = { line: this.#line }
    const text = this.#buffer.take()
    if (text === null) return [{ position, problem: tooLarge(this.#maxBytes) }]
    return text.every(isSpace) ? [] : [{ position, text }]
  }
}
