/** Sends requests to one server, with its key: each attempt within its time, repeated where that is safe. */
import { lost, refusal } from './answer-errors.ts'
import { argumentError, CStoreError } from './client-errors.ts'
import { REAL_WIRING, type Wiring } from './clock.ts'
import { Deadline } from './deadline.ts'
import { backOff, withRetries, type Effect } from './retry.ts'

/** Options that every call takes. */
export interface CallOptions {
  /** Ends the call, and the pauses between attempts, with its reason. */
  readonly signal?: AbortSignal | undefined
  /** Of each attempt, milliseconds, in place of the client's; 0: none. */
  readonly timeoutMs?: number | undefined
}

export interface ClientOptions {
  /** Where the server is, such as `http://localhost:3000`. */
  readonly url: string | URL
  /** An API key or a token; a function is asked before every attempt. */
  readonly key?: string | (() => string | Promise<string>) | undefined
  /** In place of the platform's. */
  readonly fetch?: typeof fetch
  /** How often a request is repeated after a failure that may pass, where that is safe. Default: 3. */
  readonly retries?: number
  /** Of each attempt, milliseconds; streams may take this long between two pieces. Default: 30,000; 0: none. */
  readonly timeoutMs?: number
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `root`, with its query. */
  readonly path: string
  /** `/api/v1` if it is absent. */
  readonly root?: '/api' | '/api/v1'
  /** A status that is an answer though it is not 2xx; 304 if it is absent. */
  readonly expected?: number
  readonly effect: Effect
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Sent as JSON. */
  readonly json?: unknown
  /** In place of `json`; a stream can be sent only once. */
  readonly body?: string | ((deadline: Deadline) => ReadableStream<Uint8Array>)
  readonly options?: CallOptions | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

type Read<T> = (response: Response, deadline: Deadline) => Promise<T>

const DEFAULT_RETRIES = 3
const DEFAULT_TIMEOUT_MS = 30_000
const DEFAULT_FETCH: typeof fetch = (input, init) => globalThis.fetch(input, init)

export class Transport {
  readonly #options: ClientOptions
  readonly #base: string
  readonly #wiring: Wiring

  /** @throws CStoreError CSTORE_CLIENT_ARGUMENT */
  constructor(options: ClientOptions, wiring: Wiring = REAL_WIRING) {
    this.#options = options
    this.#base = baseOf(options.url)
    this.#wiring = wiring
    if (typeof options.key === 'string') authorization(options.key)
  }

  get retries(): number {
    return this.#options.retries ?? DEFAULT_RETRIES
  }

  get timeoutMs(): number {
    return this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  }

  /** Waits before something is tried again. @throws the signal's reason once it aborts */
  backOff(
    error: CStoreError | null,
    pause: { repeated: number; signal: AbortSignal | undefined },
  ): Promise<void> {
    return backOff(error, pause, this.#wiring)
  }

  /**
   * The answer, if it is 2xx or 304 or one that is expected, read to its end.
   * @throws CStoreError for any other and for none; the signal's reason once it aborts.
   */
  send(request: ApiRequest): Promise<Answer> {
    return this.#repeat(request, async (response, deadline) => {
      const text = await response.text()
      deadline.stop()
      return { status: response.status, headers: response.headers, text }
    })
  }

  /** The pieces of the answer as they come. Only its beginning is asked for again. */
  async *stream(request: ApiRequest): AsyncGenerator<Uint8Array> {
    const { body, deadline } = await this.#repeat(request, async (response, attempt) => ({
      body: response.body,
      deadline: attempt,
    }))
    const reader = body?.getReader()
    try {
      for (;;) {
        deadline.restart()
        const { value } = (await reader?.read()) ?? {}
        // Whoever takes the pieces may take their time.
        deadline.stop()
        if (!value) return
        yield value
      }
    } catch (error) {
      throw this.#failure(error, request, deadline)
    } finally {
      deadline.stop()
      // Nobody waits for the rest, nor for the word that nobody does.
      reader?.cancel().catch(() => undefined)
    }
  }

  #repeat<T>(request: ApiRequest, read: Read<T>): Promise<T> {
    const retries = typeof request.body === 'function' ? 0 : this.retries
    return withRetries(
      () => this.#attempt(request, read),
      { effect: request.effect, signal: request.options?.signal },
      { retries, wiring: this.#wiring },
    )
  }

  async #attempt<T>(request: ApiRequest, read: Read<T>): Promise<T> {
    const { timeoutMs = this.timeoutMs } = request.options ?? {}
    const headers = await this.#headers(request)
    const deadline = new Deadline(timeoutMs, this.#wiring)
    try {
      // Not as a method: browsers' fetch works on the window alone.
      const { fetch = DEFAULT_FETCH } = this.#options
      const response = await fetch(this.#addressOf(request), initOf(request, headers, deadline))
      if (!response.ok && response.status !== (request.expected ?? 304)) {
        throw await refusal(response, request.effect, this.#wiring.nowMs())
      }
      return await read(response, deadline)
    } catch (error) {
      deadline.stop()
      throw this.#failure(error, request, deadline)
    }
  }

  #addressOf({ root = '/api/v1', path }: ApiRequest): string {
    return this.#base + root + path
  }

  async #headers({ headers, json, body }: ApiRequest): Promise<Record<string, string>> {
    const { key } = this.#options
    const type = json === undefined || body !== undefined ? {} : JSON_TYPE
    const token = typeof key === 'function' ? await key() : key
    return { ...type, ...headers, ...(token === undefined ? {} : authorization(token)) }
  }

  #failure(error: unknown, request: ApiRequest, deadline: Deadline): unknown {
    const signal = request.options?.signal
    if (signal?.aborted === true) return signal.reason
    if (error instanceof CStoreError) return error
    return lost(error, request.effect, deadline.passed)
  }
}

const JSON_TYPE = { 'content-type': 'application/json' }

function initOf(
  { method, json, body, options }: ApiRequest,
  headers: Record<string, string>,
  deadline: Deadline,
): RequestInit {
  const signals = options?.signal ? [options.signal, deadline.signal] : [deadline.signal]
  // A redirect would turn a POST into a GET, or show the key to somebody else.
  const init = { method, headers, signal: AbortSignal.any(signals), redirect: 'manual' } as const
  if (typeof body === 'function') {
    // Browsers need it as well, though their types do not know it.
    const streamed = { ...init, body: body(deadline), duplex: 'half' } as const
    return streamed
  }
  if (body !== undefined) return { ...init, body }
  return json === undefined ? init : { ...init, body: JSON.stringify(json) }
}

function baseOf(url: string | URL): string {
  const address = URL.canParse(String(url)) ? new URL(url) : null
  const isUsable =
    address && /^https?:$/.test(address.protocol) && !address.username && !address.password
  if (!isUsable) {
    throw argumentError(
      'Expected `url` to be like http://localhost:3000, without user and password.',
    )
  }
  return `${address.origin}${address.pathname.replace(/\/+$/, '')}`
}

/** Checked here because `fetch` would show the key in its message. */
function authorization(key: string): { authorization: string } {
  if (/^[!-~]+$/.test(key)) return { authorization: `Bearer ${key}` }
  throw argumentError('Expected `key` to be visible ASCII characters without spaces.')
}
