/** Requests to one API process over a few connections that are kept open. */
import { Agent, type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { adminKey } from '../engines/engine.ts'

export interface Call {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** The connection ended before the answer did: what was asked may or may not have been done. */
export class NoAnswerError extends Error {
  readonly code: string

  constructor(cause: unknown) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'ERROR'
    super(code, { cause })
    this.name = 'NoAnswerError'
    this.code = code
  }
}

export interface CallerOptions {
  readonly port: number
  readonly connections: number
  /** A request without an answer is given up on after this long. */
  readonly timeoutMs: number
}

export class HttpCaller {
  readonly #agent: Agent
  readonly #options: CallerOptions
  #underWay = 0

  constructor(options: CallerOptions) {
    this.#options = options
    this.#agent = new Agent({ keepAlive: true, maxSockets: options.connections })
  }

  /** Whether another request would have a connection at once. */
  get free(): boolean {
    return this.#underWay < this.#options.connections
  }

  /** @throws NoAnswerError */
  async call(call: Call): Promise<Answer> {
    this.#underWay += 1
    try {
      const response = await this.#send(call)
      const body = await buffer(response)
      return { status: response.statusCode ?? 0, headers: response.headers, body }
    } catch (error) {
      throw new NoAnswerError(error)
    } finally {
      this.#underWay -= 1
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  #send({ method, path, headers, body }: Call): Promise<IncomingMessage> {
    const bytes = body === undefined ? null : Buffer.from(JSON.stringify(body))
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: this.#options.port,
          agent: this.#agent,
          method,
          path: `/api/v1${path}`,
          headers: {
            authorization: `Bearer ${adminKey}`,
            ...(bytes && { 'content-type': 'application/json', 'content-length': bytes.length }),
            ...headers,
          },
          signal: AbortSignal.timeout(this.#options.timeoutMs),
        },
        resolve,
      )
      outgoing.on('error', reject)
      outgoing.end(bytes ?? undefined)
    })
  }
}
