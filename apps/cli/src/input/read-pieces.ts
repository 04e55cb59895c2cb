import { FileError } from '../cli-errors.ts'
import { isSpace, NEWLINE, OPEN_ARRAY } from './json-bytes.ts'
import { JsonArraySplitter } from './json-array-splitter.ts'
import { LineSplitter } from './line-splitter.ts'
import type { Piece, Splitter } from './piece.ts'

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b])

/**
 * The documents of NDJSON or of a JSON array, which the first byte that is not white space tells
 * apart. Pieces come by chunk, so that small documents do not each cost a turn of the event loop.
 * @throws FileError if the input is compressed.
 */
export async function* readPieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Piece[]> {
  const beginning = new Beginning()
  let splitter: Splitter | null = null
  for await (const chunk of chunks) {
    if (splitter !== null) {
      yield splitter.push(chunk)
      continue
    }
    splitter = beginning.add(chunk)
    if (splitter !== null) yield splitter.push(beginning.rest)
  }
  if (splitter === null) {
    splitter = beginning.decide()
    yield splitter.push(beginning.rest)
  }
  yield splitter.end()
}

/** Reads up to the first byte that tells the format, counting lines. */
class Beginning {
  rest: Buffer = Buffer.alloc(0)
  #line = 1
  #marked = false

  /** The splitter for `rest` and all that follows, or null if more is needed to tell. */
  add(chunk: Buffer): Splitter | null {
    this.rest = Buffer.concat([this.rest, chunk])
    if (!this.#marked) {
      // A mark may be cut in pieces.
      if (this.rest.length < BYTE_ORDER_MARK.length) return null
      this.#skipMark()
    }
    this.#skipSpace()
    return this.rest.length === 0 ? null : this.decide()
  }

  decide(): Splitter {
    this.#skipSpace()
    if (this.rest.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) {
      throw new FileError(
        'The input is compressed by gzip. Give the file a name that ends in .gz, or unpack it first.',
      )
    }
    return this.rest[0] === OPEN_ARRAY
      ? new JsonArraySplitter(this.#line)
      : new LineSplitter(this.#line)
  }

  #skipMark(): void {
    this.#marked = true
    const length = BYTE_ORDER_MARK.length
    if (this.rest.subarray(0, length).equals(BYTE_ORDER_MARK))
      this.rest = this.rest.subarray(length)
  }

  #skipSpace(): void {
    let at = 0
    for (const byte of this.rest) {
      if (!isSpace(byte)) break
      if (byte === NEWLINE) this.#line += 1
      at += 1
    }
    this.rest = this.rest.subarray(at)
  }
}
