import { createServer, type Server, type Socket } from 'node:net'
import type { Dispatcher } from '../commands/dispatcher.ts'
import { EmbeddedMongoError } from '../embedded-errors.ts'
import { Connection } from './connection.ts'

/** There is no authentication, so nobody from elsewhere may get in. */
const HOST = '127.0.0.1'

export class Listener {
  readonly #dispatcher: Dispatcher
  readonly #server: Server
  readonly #connections = new Set<Connection>()
  #connectionIds = 0

  constructor(dispatcher: Dispatcher) {
    this.#dispatcher = dispatcher
    this.#server = createServer((socket) => this.#accept(socket))
  }

  /** @param port 0: any free one @returns the port @throws EmbeddedMongoError */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (cause) => reject(listenError(port, cause)))
      this.#server.listen({ host: HOST, port }, resolve)
    })
    // One client that cannot be accepted is no reason to stop serving the others.
    this.#server.on('error', () => undefined)
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : port
  }

  /** Commands under way are answered first. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
    })
    await Promise.all(Array.from(this.#connections, (connection) => connection.close()))
    await closed
  }

  #accept(socket: Socket): void {
    if (!isLoopback(socket.remoteAddress)) {
      socket.destroy()
      return
    }
    const id = ++this.#connectionIds
    const connection = new Connection({ id, socket, dispatcher: this.#dispatcher })
    this.#connections.add(connection)
    socket.once('close', () => this.#connections.delete(connection))
  }
}

export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/.test(address)
}

function listenError(port: number, cause: Error): EmbeddedMongoError {
  if ('code' in cause && cause.code === 'EADDRINUSE')
    return new EmbeddedMongoError(
      'CSTORE_EMBEDDED_PORT_IN_USE',
      `Port ${port} is taken. Name another one, or none for any that is free.`,
      cause,
    )
  return new EmbeddedMongoError(
    'CSTORE_EMBEDDED_LISTEN_FAILED',
    `Expected to listen on port ${port} of ${HOST}, which failed. Name another port.`,
    cause,
  )
}
