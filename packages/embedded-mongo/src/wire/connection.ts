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

/** One client. Its messages are answered one after the other, in the order they came. */
export class Connection {
  readonly #id: number
  readonly #socket: Socket
  readonly #dispatcher: Dispatcher
  readonly #frames = new FrameReader()
  #work: Promise<void> = Promise.resolve()
  #closing = false

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
    this.#closing = true
    this.#socket.pause()
    await this.#work
    this.#socket.destroySoon()
  }

  #receive(chunk: Buffer): void {
    if (this.#closing) return
    try {
      for (const message of this.#frames.push(chunk)) this.#enqueue(message)
    } catch {
      this.#socket.destroy()
    }
  }

  #enqueue(message: Buffer): void {
    const former = this.#work
    // A client that sends without waiting for answers waits here.
    this.#socket.pause()
    this.#work = this.#answerAfter(former, message)
  }

  async #answerAfter(former: Promise<void>, message: Buffer): Promise<void> {
    await former
    try {
      await this.#answer(message)
    } catch {
      this.#socket.destroy()
    }
    if (!this.#closing) this.#socket.resume()
  }

  /** @throws ProtocolError, after which the connection is of no use */
  async #answer(message: Buffer): Promise<void> {
    const { requestId, opCode } = parseHeader(message)
    const payload = message.subarray(HEADER_BYTES)
    if (opCode === OP_MSG) {
      const { body, sequences, wantsReply } = parseOpMsg(payload)
      const answer = await this.#dispatcher.run(() => new Command(body, sequences), this.#id)
      if (wantsReply) this.#send(encodeOpMsg(answer, requestId))
    } else if (opCode === OP_QUERY) {
      const { body, database } = parseOpQuery(payload)
      const read = (): Command => new Command(body, new Map(), database)
      this.#send(encodeOpReply(await this.#dispatcher.run(read, this.#id), requestId))
    } else {
      throw new ProtocolError(`Expected OP_MSG or OP_QUERY, got op code ${opCode}`)
    }
  }

  #send(bytes: Buffer): void {
    if (this.#socket.writable) this.#socket.write(bytes)
  }
}
