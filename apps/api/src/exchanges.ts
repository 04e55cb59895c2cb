/**
 * What every connection is busy with: the request that came last on it, and how it goes on. Kept by
 * connection, so that a request only takes its place, and nothing has to be told of its end.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** How the framework answers it. */
interface Refusable {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** Times are monotonic, milliseconds. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Node takes it off a request whose body was not read to its end. */
  readonly socket: Socket
  readonly startedMs: number
  /** Null until the framework has it: it can only be cut off then. */
  refusable: Refusable | null
  /** Bytes of the connection, and when they were last seen to change. */
  received: number
  receivedAtMs: number
  sent: number
  sentAtMs: number
  /** When the whole answer was seen to be sent, though the body was not there yet. */
  answeredAtMs: number | null
}

export class Exchanges {
  /** Null: nothing is under way on this connection. */
  readonly #bySocket = new Map<Socket, Exchange | null>()

  /** @returns what the connection is busy with from now on; the same again for the same request. */
  begin(request: IncomingMessage, response: ServerResponse): Exchange {
    const { socket } = request
    const before = this.#bySocket.get(socket)
    if (before?.request === request) return before
    if (before === undefined) socket.once('close', () => this.#bySocket.delete(socket))
    const exchange = begun(request, response)
    this.#bySocket.set(socket, exchange)
    return exchange
  }

  /** Calls for each that may still be under way; those for which it answers true are over. */
  look(isOver: (exchange: Exchange) => boolean): void {
    for (const [socket, exchange] of this.#bySocket) {
      if (exchange && isOver(exchange)) this.#bySocket.set(socket, null)
    }
  }

  /** Requests that are being answered. */
  underWay(): number {
    let count = 0
    for (const exchange of this.#bySocket.values()) {
      if (exchange && !exchange.response.writableFinished) count++
    }
    return count
  }
}

function begun(request: IncomingMessage, response: ServerResponse): Exchange {
  const startedMs = performance.now()
  return {
    request,
    response,
    socket: request.socket,
    startedMs,
    refusable: null,
    received: 0,
    receivedAtMs: startedMs,
    sent: 0,
    sentAtMs: startedMs,
    answeredAtMs: null,
  }
}
