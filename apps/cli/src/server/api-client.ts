import { CliError } from '../cli-errors.ts'
import type { Environment } from '../environment.ts'
import { findAccessKey, keyPlaces, type AccessKey } from './access-key.ts'
import { connectionProblem, refusal } from './answer-problems.ts'
import { serverAddress } from './server-address.ts'

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/api/v1`, beginning with a slash. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array<ArrayBuffer> | string
  readonly signal?: AbortSignal
}

/** Options that every command has which talks to a server. */
export interface ServerOptions {
  readonly url?: string
  readonly key?: string
}

/** Sends requests to one server, with its key; turns every refusal into a clear sentence. */
export class ApiClient {
  readonly #url: URL
  readonly #key: AccessKey | null
  readonly #keyPlaces: string

  constructor(options: { url: URL; key: AccessKey | null; keyPlaces: string }) {
    this.#url = options.url
    this.#key = options.key
    this.#keyPlaces = options.keyPlaces
  }

  /**
   * The answer, if its status is 2xx. Its body has not been read yet.
   * @throws RefusedError for any other status, ConnectionError if there was no answer, and the
   * signal's reason if it aborts.
   */
  async send(request: ApiRequest): Promise<Response> {
    const response = await this.#fetch(request)
    if (response.ok) return response
    throw await refusal(response, {
      sent: this.#key?.source ?? null,
      keyPlaces: this.#keyPlaces,
    })
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

  /** For an answer that no CStore gives. Trying again would not help. */
  notCStore(cause?: unknown): CliError {
    const message = `${this.#url.origin} answered, but not as CStore does. Check --url or CSTORE_URL.`
    return new CliError('CSTORE_CLI_ANSWER', message, { cause })
  }

  /** The sentence for an error that came while an answer was waited for or read. */
  problem(error: unknown, signal?: AbortSignal): unknown {
    return signal?.aborted === true ? signal.reason : connectionProblem(error, this.#url)
  }

  async #fetch(request: ApiRequest): Promise<Response> {
    const authorization = this.#key === null ? {} : { authorization: `Bearer ${this.#key.key}` }
    const address = `${this.#url.href.replace(/\/$/u, '')}/api/v1${request.path}`
    try {
      return await fetch(address, {
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
export async function connectClient(
  options: ServerOptions,
  environment: Environment,
): Promise<ApiClient> {
  const url = serverAddress(options.url, environment)
  const key = await findAccessKey({ option: options.key, environment, url })
  return new ApiClient({ url, key, keyPlaces: keyPlaces(environment) })
}
