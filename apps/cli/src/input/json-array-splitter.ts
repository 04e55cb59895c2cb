/**
 * Cuts a JSON array into its elements while it streams by. It follows strings, escapes and
 * nesting only, so an element that is not JSON comes out as one piece and its neighbours stay
 * whole; whether a piece is JSON is for the parser to say. Text that is not an array any more
 * (no comma, no end) is reported at its line.
 */
import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  isSpace,
  NEWLINE,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from './json-bytes.ts'
import {
  MAX_PIECE_BYTES,
  tooLarge,
  type Piece,
  type Position,
  type Problem,
  type Splitter,
} from './piece.ts'
import { PieceBuffer } from './piece-buffer.ts'

type State = 'before' | 'first' | 'next' | 'element' | 'closed' | 'ignored'

const broken = (detail: string): Problem => ({ code: 'CSTORE_CLI_ARRAY_BROKEN', detail })

export class JsonArraySplitter implements Splitter {
  readonly #maxBytes: number
  readonly #buffer: PieceBuffer
  #state: State = 'before'
  #line: number
  #elements = 0
  #position: Position
  #depth = 0
  #inString = false
  #escaped = false

  /** The first byte that is not white space must be the array's opening bracket. */
  constructor(firstLine = 1, maxBytes = MAX_PIECE_BYTES) {
    this.#line = firstLine
    this.#position = { line: firstLine }
    this.#maxBytes = maxBytes
    this.#buffer = new PieceBuffer(maxBytes)
  }

  push(chunk: Buffer): Piece[] {
    const pieces: Piece[] = []
    let at = 0
    while (at < chunk.length) {
      at =
        this.#state === 'element' ? this.#element(chunk, at, pieces) : this.#gap(chunk, at, pieces)
    }
    return pieces
  }

  end(): Piece[] {
    const pieces: Piece[] = []
    if (this.#state === 'element') this.#finish(pieces)
    if (this.#state !== 'closed' && this.#state !== 'ignored') {
      const problem = broken('The array is not closed: the input ends too early.')
      pieces.push({ position: { line: this.#line }, problem })
    }
    return pieces
  }

  /** Reads what stands between elements up to the next one; gives the position to go on at. */
  #gap(chunk: Buffer, from: number, pieces: Piece[]): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0
      if (byte === NEWLINE) this.#line += 1
      if (isSpace(byte)) continue
      if (this.#beginsElement(byte, pieces)) return at
    }
    return chunk.length
  }

  #beginsElement(byte: number, pieces: Piece[]): boolean {
    if (this.#state === 'before') {
      this.#state = 'first'
    } else if (this.#state === 'closed') {
      this.#complain('There is text after the end of the array.', pieces)
      this.#state = 'ignored'
    } else if (this.#state !== 'ignored') {
      return this.#afterComma(byte, pieces)
    }
    return false
  }

  #afterComma(byte: number, pieces: Piece[]): boolean {
    if (byte === COMMA) {
      this.#complain('There is no value before a comma.', pieces)
      this.#state = 'next'
      return false
    }
    if (byte === CLOSE_ARRAY) {
      if (this.#state === 'next') this.#complain('There is no value after the last comma.', pieces)
      this.#state = 'closed'
      return false
    }
    this.#elements += 1
    this.#position = { line: this.#line, element: this.#elements }
    this.#state = 'element'
    return true
  }

  /** Reads on inside an element; gives the position behind it, or the end of the chunk. */
  #element(chunk: Buffer, from: number, pieces: Piece[]): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0
      if (byte === NEWLINE) this.#line += 1
      if (this.#inString) this.#insideString(byte)
      else if (this.#endsElement(byte)) {
        this.#buffer.add(chunk.subarray(from, at))
        this.#finish(pieces)
        this.#state = byte === COMMA ? 'next' : 'closed'
        return at + 1
      }
    }
    this.#buffer.add(chunk.subarray(from))
    return chunk.length
  }

  #insideString(byte: number): void {
    if (this.#escaped) this.#escaped = false
    else if (byte === BACKSLASH) this.#escaped = true
    else if (byte === QUOTE) this.#inString = false
  }

  #endsElement(byte: number): boolean {
    if (byte === QUOTE) this.#inString = true
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#depth += 1
    else if (this.#depth === 0) return byte === COMMA || byte === CLOSE_ARRAY
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) this.#depth -= 1
    return false
  }

  #finish(pieces: Piece[]): void {
    const text = this.#buffer.take()
    const position = this.#position
    pieces.push(
      text === null ? { position, problem: tooLarge(this.#maxBytes) } : { position, text },
    )
    this.#depth = 0
    this.#inString = false
    this.#escaped = false
  }

  #complain(detail: string, pieces: Piece[]): void {
    pieces.push({ position: { line: this.#line }, problem: broken(detail) })
  }
}
