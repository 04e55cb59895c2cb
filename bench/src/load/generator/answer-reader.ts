/** Just enough of HTTP/1.1 to see where an answer ends: its status and the length of its body. */

const HEAD_END = '\r\n\r\n'
/** Of `HTTP/1.1 200`. */
const STATUS_START = 9
const STATUS_END = 12

export class AnswerReader {
  readonly #onAnswer: (status: number) => void
  #head: Buffer | null = null
  #bodyBytes = 0
  #status = 0

  constructor(onAnswer: (status: number) => void) {
    this.#onAnswer = onAnswer
  }

  /** @throws Error when the answer does not say how long it is */
  read(chunk: Buffer): void {
    let rest = chunk
    while (rest.length > 0) rest = this.#bodyBytes > 0 ? this.#readBody(rest) : this.#readHead(rest)
  }

  #readBody(chunk: Buffer): Buffer {
    const taken = Math.min(chunk.length, this.#bodyBytes)
    this.#bodyBytes -= taken
    if (this.#bodyBytes === 0) this.#onAnswer(this.#status)
    return chunk.subarray(taken)
  }

  #readHead(chunk: Buffer): Buffer {
    const bytes = this.#head === null ? chunk : Buffer.concat([this.#head, chunk])
    const end = bytes.indexOf(HEAD_END)
    this.#head = end === -1 ? bytes : null
    if (end === -1) return bytes.subarray(bytes.length)
    const head = bytes.toString('latin1', 0, end)
    this.#status = Number(head.slice(STATUS_START, STATUS_END))
    this.#bodyBytes = hasBody(this.#status) ? lengthIn(head) : 0
    if (this.#bodyBytes === 0) this.#onAnswer(this.#status)
    return bytes.subarray(end + HEAD_END.length)
  }
}

function hasBody(status: number): boolean {
  return status !== 204 && status !== 304
}

function lengthIn(head: string): number {
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
  if (length !== undefined) return Number(length)
  throw new Error(`Expected an answer to say how long it is, got:\n${head}`)
}
