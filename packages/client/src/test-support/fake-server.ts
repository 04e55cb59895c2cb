import type { Wiring } from '../clock.ts'
import { Transport, type ClientOptions } from '../transport.ts'

/** An answer, or what `fetch` throws. */
export type Reply = Response | Error

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly body: unknown
}

/** Answers in turn, then for ever as the last time, and remembers what it was sent. */
export class FakeServer {
  readonly requests: SeenRequest[] = []
  /** How long was waited between attempts, milliseconds. */
  readonly pauses: number[] = []
  random = 0.5
  readonly #replies: (() => Reply)[]

  constructor(...replies: (() => Reply)[]) {
    this.#replies = replies
  }

  readonly fetch: typeof fetch = async (input, init = {}) => {
    init.signal?.throwIfAborted()
    const url = new URL(input instanceof Request ? input.url : input)
    const { body } = init
    this.requests.push({
      method: init.method ?? 'GET',
      path: url.pathname.replace('/api/v1', '') + url.search,
      headers: new Headers(init.headers),
      body: body instanceof ReadableStream ? await new Response(body).text() : body,
    })
    const reply = (this.#replies.length > 1 ? this.#replies.shift() : this.#replies[0])?.()
    if (reply instanceof Response) return reply
    throw reply ?? new Error('There is no reply.')
  }

  /** Pauses end at once. Deadlines never pass: they would look the same. */
  readonly wiring: Wiring = {
    nowMs: () => Date.parse('2026-01-01T00:00:00Z'),
    startTimer: (callback, delayMs) => {
      this.pauses.push(delayMs)
      queueMicrotask(callback)
      return () => undefined
    },
    random: () => this.random,
  }

  transport(options: Partial<ClientOptions> = {}): Transport {
    const all = { url: 'http://cstore.test', fetch: this.fetch, timeoutMs: 0, ...options }
    return new Transport(all, this.wiring)
  }
}

export function json(body: unknown, { status = 200, headers = {} }: ResponseInit = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: new Headers([...new Headers(headers).entries(), ['content-type', 'application/json']]),
  })
}

export interface Refusal {
  readonly detail?: string
  readonly retryAfter?: string
}

export function problem(status: number, code: string, refusal: Refusal = {}): Response {
  const { detail = 'No.', retryAfter } = refusal
  return json(
    { type: `#${code}`, title: 'x', status, code, detail, instance: 'request-1' },
    { status, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } },
  )
}

/** What Node.js throws when a socket fails. */
export function socketError(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
}
