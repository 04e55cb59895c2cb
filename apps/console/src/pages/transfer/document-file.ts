/**
 * The documents of a file as texts of JSON, one after the other: of NDJSON line by line, of a JSON
 * array element by element, either also compressed by gzip. Nothing of it is parsed, so that no
 * digit is lost, and no more than one document is in memory.
 */
import { ArraySplitter } from './array-splitter.ts'
import { LineSplitter } from './line-splitter.ts'

export type FileFormat = 'lines' | 'array'

/** What cuts a text into documents. */
export interface Splitter {
  push(chunk: string): Iterable<string>
  /** What is left at the end. */
  end(): Iterable<string>
  /** Why there is no more, or not all of it; null: nothing is wrong. */
  readonly problem: string | null
}

/** A piece of the text, and how much of the file it came from. */
interface Chunk {
  readonly text: string
  readonly bytes: number
}

export class DocumentFile {
  readonly #file: Blob
  #bytesBefore = 0
  #chunk: Chunk = { text: '', bytes: 0 }
  /** Characters of the chunk. */
  #given = 0
  #splitter: Splitter | null = null
  #problem: string | null = null

  constructor(file: Blob) {
    this.#file = file
  }

  /** So much of the file, compressed or not, is behind the texts that were given. */
  get bytesGiven(): number {
    const { text, bytes } = this.#chunk
    const part = text.length === 0 ? 1 : Math.min(1, this.#given / text.length)
    return Math.round(this.#bytesBefore + bytes * part)
  }

  /** Known once something of it was read. */
  get format(): FileFormat {
    return this.#splitter instanceof ArraySplitter ? 'array' : 'lines'
  }

  /** Why it ended where it did; what came before is good. */
  get problem(): string | null {
    return this.#problem ?? this.#splitter?.problem ?? null
  }

  async *texts(): AsyncGenerator<string, void> {
    const isGzip = await beginsLikeGzip(this.#file)
    try {
      for await (const chunk of this.#chunks(isGzip)) yield* this.#textsIn(chunk)
      if (this.#splitter) yield* this.#splitter.end()
    } catch (error) {
      // So the decoders report what they cannot read.
      if (!(error instanceof TypeError)) throw error
      this.#problem = isGzip
        ? 'The file is not whole, or not UTF-8 text.'
        : 'The file is not UTF-8 text.'
    }
  }

  *#textsIn(chunk: Chunk): Iterable<string> {
    this.#bytesBefore += this.#chunk.bytes
    this.#chunk = chunk
    this.#given = 0
    const { text } = chunk
    if (!this.#splitter && text.trim() === '') return
    this.#splitter ??= text.trimStart().startsWith('[') ? new ArraySplitter() : new LineSplitter()
    for (const document of this.#splitter.push(text)) {
      this.#given += document.length + 1
      yield document
    }
    this.#given = text.length
  }

  async *#chunks(isGzip: boolean): AsyncGenerator<Chunk, void> {
    const decoder = new TextDecoder('utf-8', { fatal: true })
    let bytes = 0
    const counted = this.#file.stream().pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform: (piece, controller) => {
          bytes += piece.length
          controller.enqueue(piece)
        },
      }),
    )
    const reader = (
      isGzip ? counted.pipeThrough(new DecompressionStream('gzip')) : counted
    ).getReader()
    try {
      for (;;) {
        const { value } = await reader.read()
        const text = decoder.decode(value, { stream: value !== undefined })
        yield { text, bytes }
        bytes = 0
        if (value === undefined) return
      }
    } finally {
      await reader.cancel().catch(() => undefined)
    }
  }
}

async function beginsLikeGzip(file: Blob): Promise<boolean> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  return first === 0x1f && second === 0x8b
}
