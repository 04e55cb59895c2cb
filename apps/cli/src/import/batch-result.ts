import type { Batch } from './batch.ts'
import type { Failure } from './failure-log.ts'
import type { ImportAnswer, LineError } from './import-answer.ts'

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

/** The part of an answer that will not change any more. */
type Judged = Pick<ImportAnswer, 'inserted' | 'replaced' | 'errors'> & {
  readonly unexplained: number
}

/**
 * What an answer says about the documents of its batch. After an insert that may have run before,
 * documents that are there may be our own: those whose id this run made must be, since nobody else
 * can have made them, and count as inserted; of the others nobody can tell, and they are reported.
 */
export function judge(batch: Batch, answer: Judged, mayHaveRunBefore: boolean): BatchResult {
  const { inserted, replaced, unexplained, errors } = answer
  const found = mayHaveRunBefore ? errors.filter(isThere) : []
  const ours = new Set(found.filter(({ line }) => batch.documents[line - 1]?.idIsNew))
  const unconfirmed = new Set(found.filter((error) => !ours.has(error)))
  return {
    inserted: inserted + ours.size,
    replaced,
    failures: errors
      .filter((error) => !ours.has(error))
      .map((error) => failure(batch, error, unconfirmed.has(error))),
    unexplained,
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
