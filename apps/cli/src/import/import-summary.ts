import type { Position } from '../input/piece.ts'
import type { ImportResult } from './import-run.ts'
import type { ImportMode } from './send-batch.ts'

/** What an import was asked to do, and how long it took. */
export interface ImportRequest {
  readonly file: string
  readonly collection: string
  readonly mode: ImportMode
  readonly seconds: number
}

/** The summary for scripts. */
export function importSummary(result: ImportResult, request: ImportRequest): object {
  const { inserted, replaced, failed, unconfirmed, through, error } = result
  return {
    ...request,
    complete: error === null,
    documents: inserted + replaced + failed,
    inserted,
    replaced,
    failed,
    unconfirmed,
    through,
  }
}

/** The summary for people, a line each. */
export function importSentences(result: ImportResult, request: ImportRequest): string[] {
  const { inserted, replaced, failed, unconfirmed, error } = result
  const counts = `${count(inserted)} inserted, ${count(replaced)} replaced, ${count(failed)} failed`
  const time = `${request.seconds.toFixed(1)} s`
  const sentences = [`${request.collection}: ${counts} in ${time}.`]
  if (unconfirmed > 0) {
    sentences.push(
      `${count(unconfirmed)} of the failed may be there all the same: the answer to a first attempt was lost.`,
    )
  }
  if (error !== null) sentences.push(howFar(result.through, request.mode))
  return sentences
}

function howFar(through: Position | null, mode: ImportMode): string {
  if (through === null) return 'Not complete: the first documents have no answer yet.'
  const { line, element } = through
  const place = element === undefined ? `line ${count(line)}` : `element ${count(element)}`
  const again =
    mode !== 'insert'
      ? 'Importing the file again does no harm to documents that have an id.'
      : 'What lies behind it may be there in part.'
  return `Not complete: everything up to ${place} has its answer. ${again}`
}

function count(value: number): string {
  return value.toLocaleString('en')
}
