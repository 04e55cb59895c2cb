import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { AnswerReader } from './answer-reader.ts'

export interface ConnectionEvents {
  readonly onAnswer: (connection: Connection, status: number) => void
  /** The server has closed it, or has sent what is no answer. */
  readonly onLost: (error: Error) => void
}

/** One connection, with one request at a time. */
export class Connection {
  /** When what is under way was due, milliseconds. */
  dueMs = 0
  readonly #socket: Socket

  private constructor(socket: Socket, events: ConnectionEvents) {
    this.#socket = socket
    const reader = new AnswerReader((status) => events.onAnswer(this, status))
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => {
      try {
        reader.read(chunk)
      } catch (error) {
        events.onLost(error instanceof Error ? error : new Error(String(error)))
      }
    })
    socket.on('error', events.onLost)
    socket.on('end', () => events.onLost(new Error('The server has closed a connection.')))
  }

  static async open(origin: string, events: ConnectionEvents): Promise<Connection> {
    const { hostname, port } = new URL(origin)
    const socket = connect({ host: hostname, port: Number(port) })
    await once(socket, 'connect')
    return new Connection(socket, events)
  }

  send(request: Buffer, dueMs: number): void {
    this.dueMs = dueMs
    this.#socket.write(request)
  }

  close(): void {
    this.#socket.removeAllListeners('end')
    this.#socket.destroy()
  }
}
