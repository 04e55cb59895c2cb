/**
 * A TCP proxy that does to a connection what networks do: latency, a black hole, a reset, a slow
 * line, a refused connection. Each direction has its own faults, which can change while it runs;
 * nothing is random. Without faults it passes bytes on unchanged.
 */
import { connect, type Server, type Socket } from 'node:net'
import { type Faults, noFaults } from './faults.ts'
import { runFaultyPipe } from './faulty-pipe.ts'
import { listen, loopback, portOf } from './listening.ts'

export interface ProxyTarget {
  readonly host: string
  readonly port: number
}

export type Direction = 'toServer' | 'toClient'

export class FaultProxy {
  readonly host = loopback
  readonly port: number
  #server: Server
  #droppedBytes = 0
  readonly #target: ProxyTarget
  readonly #cuts = new Set<() => void>()
  readonly #faults: Record<Direction, Faults> = { toServer: noFaults, toClient: noFaults }

  private constructor(server: Server, target: ProxyTarget) {
    this.#server = server
    this.#target = target
    this.port = portOf(server)
    this.#serve()
  }

  /** Listens on a free port of 127.0.0.1; the caller closes it. */
  static async start(target: ProxyTarget): Promise<FaultProxy> {
    return new FaultProxy(await listen(0), target)
  }

  /** How many connections are open through the proxy. */
  get connections(): number {
    return this.#cuts.size
  }

  /** The same address with this proxy instead of the server in it. */
  addressFor(serverUrl: string): string {
    const url = new URL(serverUrl)
    url.host = `${this.host}:${this.port}`
    return url.href
  }

  /** How many bytes a black hole has swallowed, for tests that wait until one has. */
  get droppedBytes(): number {
    return this.#droppedBytes
  }

  /** Sets faults of one direction, or of both; what is not named stays as it is. */
  set(direction: Direction | 'both', faults: Partial<Faults>): void {
    const directions: Direction[] = direction === 'both' ? ['toServer', 'toClient'] : [direction]
    for (const each of directions) this.#faults[each] = { ...this.#faults[each], ...faults }
  }

  /** Takes all faults away and accepts connections again; what was dropped stays lost. */
  async heal(): Promise<void> {
    this.#faults.toServer = noFaults
    this.#faults.toClient = noFaults
    await this.accept()
  }

  /** Resets every open connection (both ends see ECONNRESET); new ones are welcome. */
  cut(): void {
    for (const cutOne of this.#cuts) cutOne()
  }

  /** Refuses new connections (ECONNREFUSED) from now on; open ones go on. */
  refuse(): void {
    // Closes the port at once; only its callback would wait for the open connections.
    if (this.#server.listening) this.#server.close()
  }

  /** Accepts connections again on the same port. */
  async accept(): Promise<void> {
    if (this.#server.listening) return
    this.#server = await listen(this.port)
    this.#serve()
  }

  /** Resets what is open and stops listening. */
  async close(): Promise<void> {
    this.cut()
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    this.#server.close(() => resolve())
    await closed
  }

  #serve(): void {
    this.#server.on('connection', (client: Socket) => {
      const server = connect({ ...this.#target, allowHalfOpen: true, noDelay: true })
      this.#join(client, server)
    })
  }

  #join(client: Socket, server: Socket): void {
    const gone = new AbortController()
    const cut = (): void => {
      this.#cuts.delete(cut)
      gone.abort()
      client.resetAndDestroy()
      server.resetAndDestroy()
    }
    this.#cuts.add(cut)
    const { signal } = gone
    const pipes: Record<Direction, { from: Socket; to: Socket }> = {
      toServer: { from: client, to: server },
      toClient: { from: server, to: client },
    }
    for (const direction of ['toServer', 'toClient'] as const) {
      const faults = (): Faults => this.#faults[direction]
      const { from } = pipes[direction]
      const dropped = (bytes: number): void => void (this.#droppedBytes += bytes)
      runFaultyPipe({ ...pipes[direction], faults, cut, dropped, signal })
      // A black hole swallows the news of a lost connection too: the other end keeps waiting.
      from.on('error', () => {
        if (!faults().drop) cut()
      })
      from.on('close', () => {
        if (client.destroyed && server.destroyed) cut()
      })
    }
  }
}
