import { NEWLINE } from '../input/json-bytes.ts'
import type { Progress } from '../progress/progress.ts'
import type { ApiClient } from '../server/api-client.ts'
import { retryNotice, withRetries, type RetryPolicy } from '../server/retry.ts'

export interface DocumentStreamOptions {
  readonly client: ApiClient
  readonly collection: string
  readonly retry: RetryPolicy
  readonly progress: Progress
  readonly signal: AbortSignal
  /** Begin after the document with this id. */
  readonly after?: string
  /** Numbers that an import stores as of the type that they are. */
  readonly exactTypes?: boolean
}

/** The NDJSON of all documents of a collection, counted as it passes. Asks when first read. */
export class DocumentStream implements AsyncIterable<Buffer> {
  readonly #options: DocumentStreamOptions
  #documents = 0
  #bytes = 0

  constructor(options: DocumentStreamOptions) {
    this.#options = options
  }

  get documents(): number {
    return this.#documents
  }

  /** @throws ConnectionError if the connection is cut before the end. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    const { client, progress, signal } = this.#options
    const response = await this.#ask()
    const isJson = (response.headers.get('content-type') ?? '').includes('json')
    if (response.body === null || !isJson) throw client.notCStore()
    try {
      for await (const bytes of response.body) {
        const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        this.#count(chunk)
        progress.update({ bytes: this.#bytes, documents: this.#documents })
        yield chunk
      }
    } catch (error) {
      throw client.problem(error, signal)
    }
  }

  async #ask(): Promise<Response> {
    const { client, collection, retry, progress, signal } = this.#options
    const { value } = await withRetries(retry, {
      attempt: () =>
        client.send({
          method: 'GET',
          path: `/collections/${collection}/export${this.#query()}`,
          headers: { accept: 'application/x-ndjson' },
          signal,
        }),
      signal,
      unreachableIsFinal: true,
      onRetry: (error, delayMs) => progress.log(retryNotice(error, delayMs)),
    })
    return value
  }

  #query(): string {
    const { after, exactTypes = false } = this.#options
    const query = new URLSearchParams({
      ...(after === undefined ? {} : { after }),
      ...(exactTypes ? { types: 'exact' } : {}),
    })
    return query.size === 0 ? '' : `?${query.toString()}`
  }

  #count(chunk: Buffer): void {
    this.#bytes += chunk.length
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) {
      this.#documents += 1
    }
  }
}
