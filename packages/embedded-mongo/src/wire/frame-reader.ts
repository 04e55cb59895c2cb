import { MAX_MESSAGE_BYTES } from '../limits.ts'
import { ProtocolError } from './protocol-error.ts'

export const HEADER_BYTES = 16

/** Cuts a stream of bytes into messages, each beginning with its own length. */
export class FrameReader {
  #chunks: Buffer[] = []
  #buffered = 0

  /** The messages that are whole now. @throws ProtocolError for an impossible length */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
    const messages: Buffer[] = []
    for (let length = this.#nextLength(); length <= this.#buffered; length = this.#nextLength())
      messages.push(this.#take(length))
    return messages
  }

  /** Infinity while the length itself is incomplete. */
  #nextLength(): number {
    if (this.#buffered < 4) return Number.POSITIVE_INFINITY
    if ((this.#chunks[0]?.length ?? 0) < 4) this.#chunks = [Buffer.concat(this.#chunks)]
    const length = this.#chunks[0]?.readInt32LE(0) ?? 0
    if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES)
      throw new ProtocolError(
        `Expected a message of ${HEADER_BYTES} to ${MAX_MESSAGE_BYTES} bytes, got ${length}`,
      )
    return length
  }

  /** Joins chunks only once all of a message is there, so that a long one is copied once. */
  #take(length: number): Buffer {
    const [first] = this.#chunks
    const whole =
      this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks)
    const rest = whole.subarray(length)
    this.#chunks = rest.length === 0 ? [] : [rest]
    this.#buffered = rest.length
    return whole.subarray(0, length)
  }
}
