import { printable } from '../printable.ts'
import type { ApiClient } from '../server/api-client.ts'
import { backOffMs, withRetries, type Outcome, type RetryPolicy } from '../server/retry.ts'
import type { Batch } from './batch.ts'
import { judge, type BatchResult } from './batch-result.ts'
import { isImportAnswer, type ImportAnswer, type LineError } from './import-answer.ts'

export type ImportMode = 'upsert' | 'insert' | 'replace'

export interface SendOptions {
  readonly client: ApiClient
  readonly collection: string
  readonly mode: ImportMode
  /** New documents may have ids that only other programs give. */
  readonly foreignIds?: boolean
  readonly retry: RetryPolicy
  /** Ends the pauses between attempts; a request under way is let finish. */
  readonly signal: AbortSignal
  readonly onRetry: (error: Error, delayMs: number) => void
  readonly onResult: (result: BatchResult) => void
}

/**
 * Sends one batch; again, whole or in part, what fails for reasons that pass. Replacing twice does
 * no harm; `judge` says what inserting twice means. Each part of the result is told as soon as it
 * is final, so that it counts even if what remains cannot be sent.
 */
export async function sendBatch(batch: Batch, options: SendOptions): Promise<void> {
  let rest = batch
  let mayHaveRun = false
  for (let round = 1; ; round += 1) {
    const { value: answer, mayHaveRunBefore } = await sendOnce(rest, options)
    mayHaveRun ||= mayHaveRunBefore
    const isLastRound = round === options.retry.attempts
    const again = isLastRound ? [] : answer.errors.filter((error) => maySendAgain(error, rest))
    const errors = answer.errors.filter((error) => !again.includes(error))
    const unexplained = Math.max(0, answer.failed - answer.errors.length)
    const doubtful = mayHaveRun && options.mode === 'insert'
    options.onResult(judge(rest, { ...answer, errors, unexplained }, doubtful))
    if (again.length === 0) return
    rest = partOf(rest, again)
    await pauseBefore(again, round, options)
    // A line that failed for want of an answer from the database may have been written.
    mayHaveRun = true
  }
}

async function sendOnce(batch: Batch, options: SendOptions): Promise<Outcome<ImportAnswer>> {
  return withRetries(options.retry, {
    attempt: () => request(batch, options),
    signal: options.signal,
    onRetry: options.onRetry,
  })
}

/** Failures of a line that say nothing about the line. */
const PASSING_CODES: ReadonlySet<string> = new Set([
  'CSTORE_CACHE_UNAVAILABLE',
  'CSTORE_STORE_TIMEOUT',
  'CSTORE_STORE_UNAVAILABLE',
  'CSTORE_STORE_WRITE_CONFLICT',
])

/** Not if a later line has the same id: sent again, the earlier one would win. */
function maySendAgain({ code, line }: LineError, { documents }: Batch): boolean {
  const id = documents[line - 1]?.id
  return PASSING_CODES.has(code) && !documents.slice(line).some((later) => later.id === id)
}

async function pauseBefore(
  errors: readonly LineError[],
  round: number,
  { retry, signal, onRetry }: SendOptions,
): Promise<void> {
  const delayMs = backOffMs(retry, round)
  const count = errors.length.toLocaleString('en')
  onRetry(new Error(`${count} documents: ${printable(errors[0]?.detail ?? '')}`), delayMs)
  await retry.pause(delayMs, signal)
}

/** The lines of a batch that are to be sent again. */
function partOf({ documents, body }: Batch, errors: readonly LineError[]): Batch {
  const wanted = new Set(errors.map(({ line }) => line - 1))
  const lines = body.toString().split('\n')
  const kept = documents.filter((_, at) => wanted.has(at))
  return {
    documents: kept,
    ids: new Set(kept.flatMap(({ id }) => (id === null ? [] : [id]))),
    body: Buffer.from(lines.filter((_, at) => wanted.has(at)).join('\n')),
  }
}

async function request(batch: Batch, options: SendOptions): Promise<ImportAnswer> {
  const { client, collection, mode, foreignIds = false } = options
  const foreign = foreignIds ? '&foreignIds=true' : ''
  const answer = await client.json({
    method: 'POST',
    path: `/collections/${collection}/import?mode=${mode}${foreign}`,
    headers: { 'content-type': 'application/x-ndjson', accept: 'application/json' },
    body: batch.body,
  })
  if (isImportAnswer(answer)) return answer
  throw client.notCStore()
}
