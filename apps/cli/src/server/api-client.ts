/** Requests that `@cstore/client` does not have: streams that go on as bytes, and metrics. */
import type { Context } from '../context.ts'
import { connectionProblem, notCStore, readRefusal, refused } from './answer-problems.ts'
import { findServer, type Server } from './find-server.ts'
import { shownAddress } from './server-address.ts'
import type { ServerOptions } from './server-options.ts'
import { tellingFetch } from './telling-fetch.ts'

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/api/v1`, beginning with a slash. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array<ArrayBuffer> | string
  readonly signal?: AbortSignal
}

interface OpenAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

const OPEN_TIMEOUT_MS = 5000

/** Sends requests to one server, with its key; turns every refusal into a clear sentence. */
export class ApiClient {
  readonly #server: Server
  readonly #fetch: typeof fetch

  constructor(server: Server, send: typeof fetch) {
    this.#server = server
    this.#fetch = send
  }

  /**
   * The answer, if its status is 2xx. Its body has not been read yet.
   * @throws RefusedError for any other status, ConnectionError if there was no answer, and the
   * signal's reason if it aborts.
   */
  async send(request: ApiRequest): Promise<Response> {
    const response = await this.#send(request)
    if (response.ok) return response
    throw refused(await readRefusal(response), this.#server)
  }

  /** Like `send`, with the body read as JSON. */
  async json(request: ApiRequest): Promise<unknown> {
    const response = await this.send(request)
    const text = await response.text().catch((error: unknown) => {
      throw this.problem(error, request.signal)
    })
    try {
      const value: unknown = JSON.parse(text)
      return value
    } catch (error) {
      throw this.notCStore(error)
    }
  }

  /**
   * What is open to everybody, whatever its status.
   * @throws ConnectionError if there was no answer.
   */
  async open(path: '/api/health/live' | '/metrics'): Promise<OpenAnswer> {
    try {
      const address = `${shownAddress(this.#server.url)}${path}`
      const signal = AbortSignal.timeout(OPEN_TIMEOUT_MS)
      const response = await this.#fetch(address, { redirect: 'manual', signal })
      const { status, headers } = response
      return { status, headers, text: await response.text() }
    } catch (error) {
      throw this.problem(error)
    }
  }

  /** For an answer that no CStore gives. Trying again would not help. */
  notCStore(cause?: unknown): Error {
    return notCStore(this.#server.url, cause)
  }

  /** The sentence for an error that came while an answer was waited for or read. */
  problem(error: unknown, signal?: AbortSignal): unknown {
    return signal?.aborted === true ? signal.reason : connectionProblem(error, this.#server.url)
  }

  async #send(request: ApiRequest): Promise<Response> {
    const { key, url } = this.#server
    const authorization = key === null ? {} : { authorization: `Bearer ${key.key}` }
    try {
      return await this.#fetch(`${shownAddress(url)}/api/v1${request.path}`, {
        method: request.method,
        headers: { ...request.headers, ...authorization },
        ...(request.signal === undefined ? {} : { signal: request.signal }),
        // Following one would turn a POST into a GET.
        redirect: 'manual',
        ...(request.body === undefined ? {} : { body: request.body }),
      })
    } catch (error) {
      throw this.problem(error, request.signal)
    }
  }
}

/** The client that the options and the environment ask for. */
export async function connectClient(options: ServerOptions, context: Context): Promise<ApiClient> {
  return connectTo(await findServer(options, context.environment), options, context)
}

export function connectTo(server: Server, options: ServerOptions, { stderr }: Context): ApiClient {
  return new ApiClient(server, tellingFetch(stderr, options))
}
