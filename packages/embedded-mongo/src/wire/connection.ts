import { once } from 'node:events'
import type { Socket } from 'node:net'
import { Command } from '../commands/command.ts'
import type { Dispatcher } from '../commands/dispatcher.ts'
import { FrameReader, HEADER_BYTES } from './frame-reader.ts'
import { parseHeader } from './header.ts'
import { encodeOpMsg, OP_MSG, parseOpMsg } from './op-msg.ts'
import { encodeOpReply, OP_QUERY, parseOpQuery } from './op-query.ts'
import { ProtocolError } from './protocol-error.ts'

export interface ConnectionOptions {
  readonly id: number
  readonly socket: Socket
  readonly dispatcher: Dispatcher
}

/** How long a client may take to read its last answers when the server closes. */
const FAREWELL_MS = 1000

/**
 * One client. Its messages are answered one after the other, in the order they came; while any
 * is unanswered, or answers are unread, no more are read.
 */
export class Connection {
  readonly #id: number
  readonly #socket: Socket
  readonly #dispatcher: Dispatcher
  readonly #frames = new FrameReader()
  readonly #closing = new AbortController()
  #waiting: Buffer[] = []
  #work: Promise<void> | undefined

  constructor({ id, socket, dispatcher }: ConnectionOptions) {
    this.#id = id
    this.#socket = socket
    this.#dispatcher = dispatcher
    socket.setNoDelay(true)
    socket.on('data', (chunk) => this.#receive(chunk))
    // A peer that is gone is no event; what it asked for is done, its answer is dropped.
    socket.on('error', () => socket.destroy())
  }

  /** Answers what has come, then hangs up. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#socket.pause()
    await this.#work
    this.#socket.destroySoon()
    const farewell = setTimeout(() => this.#socket.destroy(), FAREWELL_MS).unref()
    this.#socket.once('close', () => clearTimeout(farewell))
  }

  #receive(chunk: Buffer): void {
    if (this.#closing.signal.aborted) return
    try {
      this.#waiting.push(...this.#frames.push(chunk))
    } catch {
      this.#socket.destroy()
      return
    }
    if (this.#waiting.length > 0) this.#work ??= this.#answerAll()
  }

  async #answerAll(): Promise<void> {
    this.#socket.pause()
    try {
      for (let message = this.#waiting.shift(); message; message = this.#waiting.shift())
        await this.#answer(message)
    } catch {
      this.#waiting = []
      this.#socket.destroy()
    }
    this.#work = undefined
    if (!this.#closing.signal.aborted) this.#socket.resume()
  }

  /** @throws ProtocolError, after which the connection is of no use */
  async #answer(message: Buffer): Promise<void> {
    const { requestId, opCode } = parseHeader(message)
    const payload = message.subarray(HEADER_BYTES)
    if (opCode === OP_MSG) {
      const { body, sequences, wantsReply } = parseOpMsg(payload)
      const answer = await this.#dispatcher.run(() => new Command(body, sequences), this.#id)
      if (wantsReply) await this.#send(encodeOpMsg(answer, requestId))
    } else if (opCode === OP_QUERY) {
      const { body, database } = parseOpQuery(payload)
      const read = (): Command => new Command(body, new Map(), database)
      await this.#send(encodeOpReply(await this.#dispatcher.run(read, this.#id), requestId))
    } else {
      throw new ProtocolError(`Expected OP_MSG or OP_QUERY, got op code ${opCode}`)
    }
  }

  async #send(bytes: Buffer): Promise<void> {
    if (!this.#socket.writable || this.#socket.write(bytes)) return
    const { signal } = this.#closing
    if (signal.aborted) return
    const either = new AbortController()
    const until = AbortSignal.any([signal, either.signal])
    const events = ['drain', 'close'].map((event) => once(this.#socket, event, { signal: until }))
    await Promise.race(events).catch(() => undefined)
    either.abort()
    await Promise.allSettled(events)
  }
}
