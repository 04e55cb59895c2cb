import type { ApiClient } from '../server/api-client.ts'
import { withRetries, type RetryPolicy } from '../server/retry.ts'
import type { Batch } from './batch.ts'
import type { Failure } from './failure-log.ts'
import { isImportAnswer, type ImportAnswer, type LineError } from './import-answer.ts'

export type ImportMode = 'insert' | 'replace'

export interface SendOptions {
  readonly client: ApiClient
  readonly collection: string
  readonly mode: ImportMode
  readonly retry: RetryPolicy
  /** Ends the pauses between attempts; a request under way is let finish. */
  readonly signal: AbortSignal
  readonly onRetry: (error: Error, delayMs: number) => void
}

export interface BatchResult {
  readonly inserted: number
  readonly replaced: number
  readonly failures: readonly Failure[]
  /** Failures that the server counted but did not list. */
  readonly unexplained: number
  /**
   * Some of `failures`: documents that are there, but perhaps because this very import put them
   * there in an attempt whose answer was lost.
   */
  readonly unconfirmed: number
}

/**
 * Sends one batch, again if need be. Replacing twice does no harm. Inserting twice finds documents
 * that the first attempt may have put there: those whose id this run made count as inserted, since
 * nobody else can have made them; of the others nobody can tell, and they are reported.
 */
export async function sendBatch(batch: Batch, options: SendOptions): Promise<BatchResult> {
  const outcome = await withRetries(options.retry, {
    attempt: () => request(batch, options),
    signal: options.signal,
    onRetry: options.onRetry,
  })
  return judge(batch, outcome.value, outcome.mayHaveRunBefore && options.mode === 'insert')
}

async function request(batch: Batch, options: SendOptions): Promise<ImportAnswer> {
  const { client, collection, mode } = options
  const answer = await client.json({
    method: 'POST',
    path: `/collections/${collection}/import?mode=${mode}`,
    headers: { 'content-type': 'application/x-ndjson', accept: 'application/json' },
    body: batch.body,
  })
  if (isImportAnswer(answer)) return answer
  throw client.notCStore()
}

function judge(batch: Batch, answer: ImportAnswer, mayHaveRunBefore: boolean): BatchResult {
  const { inserted, replaced, failed, errors } = answer
  const found = mayHaveRunBefore ? errors.filter(isThere) : []
  const ours = new Set(found.filter(({ line }) => batch.documents[line - 1]?.idIsNew))
  const unconfirmed = new Set(found.filter((error) => !ours.has(error)))
  return {
    inserted: inserted + ours.size,
    replaced,
    failures: errors
      .filter((error) => !ours.has(error))
      .map((error) => failure(batch, error, unconfirmed.has(error))),
    unexplained: Math.max(0, failed - errors.length),
    unconfirmed: unconfirmed.size,
  }
}

function isThere({ code }: LineError): boolean {
  return code.endsWith('_EXISTS')
}

function failure(batch: Batch, error: LineError, isUnconfirmed: boolean): Failure {
  const document = batch.documents[error.line - 1]
  const id = error.id ?? document?.id ?? undefined
  const doubt = ' It may be this import that put it there: the answer to a first attempt was lost.'
  return {
    ...(document?.position ?? { line: 0 }),
    ...(id === undefined ? {} : { id }),
    code: error.code,
    detail: isUnconfirmed ? `${error.detail}${doubt}` : error.detail,
  }
}
