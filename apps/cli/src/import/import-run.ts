/**
 * One import from the first byte to the last answer. Memory is constant: at most a chunk of the
 * input, the batch being gathered and the batches under way.
 */
import { readPieces } from '../input/read-pieces.ts'
import type { Input } from '../input/open-input.ts'
import type { Position } from '../input/piece.ts'
import type { Progress } from '../progress/progress.ts'
import type { ApiClient } from '../server/api-client.ts'
import { retryNotice, type RetryPolicy } from '../server/retry.ts'
import { makeBatches, type Batch, type BatchLimits } from './batch.ts'
import type { BatchResult } from './batch-result.ts'
import type { FailureLog } from './failure-log.ts'
import { sendBatch, type ImportMode } from './send-batch.ts'
import { sendThroughWindow } from './sending-window.ts'

const REQUESTS_AT_ONCE = 2

export interface ImportRunOptions {
  readonly input: Input
  readonly client: ApiClient
  readonly collection: string
  readonly mode: ImportMode
  /** See `SendOptions`. */
  readonly foreignIds?: boolean
  readonly idField: string | undefined
  readonly limits: BatchLimits
  readonly retry: RetryPolicy
  readonly failures: FailureLog
  readonly progress: Progress
  /** Ends the import: nothing more is read, and what is under way is waited for. */
  readonly stop: AbortSignal
  readonly newId: () => string
}

export interface ImportResult {
  readonly inserted: number
  readonly replaced: number
  readonly failed: number
  readonly unconfirmed: number
  /** Everything up to here has an answer; null if nothing has. */
  readonly through: Position | null
  /** Why it ended before the end of the input; null if it did not. */
  readonly error: unknown
}

export async function runImport(options: ImportRunOptions): Promise<ImportResult> {
  return new ImportRun(options).run()
}

interface Waiting {
  readonly last: Position | null
  done: boolean
}

class ImportRun {
  readonly #options: ImportRunOptions
  readonly #ending = new AbortController()
  readonly #sent: Waiting[] = []
  #through: Position | null = null
  #inserted = 0
  #replaced = 0
  #unconfirmed = 0

  constructor(options: ImportRunOptions) {
    this.#options = options
  }

  async run(): Promise<ImportResult> {
    const { stop, failures } = this.#options
    const onStop = (): void => this.#ending.abort(stop.reason)
    if (stop.aborted) onStop()
    stop.addEventListener('abort', onStop, { once: true })
    const error = await this.#sendAll().then(
      () => null,
      (reason: unknown) => reason,
    )
    stop.removeEventListener('abort', onStop)
    return {
      inserted: this.#inserted,
      replaced: this.#replaced,
      failed: failures.count,
      unconfirmed: this.#unconfirmed,
      through: this.#through,
      error,
    }
  }

  async #sendAll(): Promise<void> {
    const { input, idField, limits, newId, failures } = this.#options
    const { signal } = this.#ending
    const close = (): void => input.close()
    signal.addEventListener('abort', close, { once: true })
    const batches = makeBatches(readPieces(input.chunks), {
      ...(idField === undefined ? {} : { idField }),
      limits,
      newId,
      onFailure: (failure) => failures.add([failure]),
    })
    try {
      await sendThroughWindow(batches, {
        size: REQUESTS_AT_ONCE,
        send: (batch) => this.#send(batch),
      })
    } finally {
      close()
    }
  }

  async #send(batch: Batch): Promise<void> {
    const waiting: Waiting = { last: batch.documents.at(-1)?.position ?? null, done: false }
    const bytes = this.#options.input.bytesRead()
    this.#sent.push(waiting)
    try {
      const { client, collection, mode, foreignIds = false, retry, progress } = this.#options
      await sendBatch(batch, {
        client,
        collection,
        mode,
        foreignIds,
        retry,
        signal: this.#ending.signal,
        onRetry: (error, delayMs) => progress.log(retryNotice(error, delayMs)),
        onResult: (result) => this.#count(result),
      })
      this.#finish(waiting, bytes)
    } catch (error) {
      this.#ending.abort(error)
      throw error
    }
  }

  #count(result: BatchResult): void {
    this.#inserted += result.inserted
    this.#replaced += result.replaced
    this.#unconfirmed += result.unconfirmed
    this.#options.failures.add(result.failures)
    this.#options.failures.addUnexplained(result.unexplained)
  }

  #finish(waiting: Waiting, bytes: number): void {
    waiting.done = true
    while (this.#sent[0]?.done === true) {
      this.#through = this.#sent.shift()?.last ?? this.#through
    }
    const documents = this.#inserted + this.#replaced + this.#options.failures.count
    this.#options.progress.update({ bytes, documents })
  }
}
