/**
 * Imports documents as NDJSON: in one streamed request where the platform can send one, in batches
 * elsewhere. Batches can be repeated after a failure, a stream cannot: its documents are gone.
 */
import { having, parsed } from './answers.ts'
import { argumentError } from './client-errors.ts'
import type { Deadline } from './deadline.ts'
import { uuidv7 } from './document-ids.ts'
import type { NewDocument } from './document-types.ts'
import { collectionPath } from './paths.ts'
import type { CallOptions, Transport } from './transport.ts'

export type Documents<T> = AsyncIterable<NewDocument<T>> | Iterable<NewDocument<T>>

export interface ImportOptions extends CallOptions {
  /** `upsert` (default) replaces documents or creates them, `insert` refuses ids that are taken, `replace` those that are not. */
  readonly mode?: 'upsert' | 'insert' | 'replace'
  /** One streamed request. Default: where that works, which is not in browsers. */
  readonly streaming?: boolean
  /** Called after every batch with the result so far; a stream has only one result. */
  readonly onBatch?: (result: ImportResult) => void
}

export interface ImportFailure {
  /** Which document, counted from 1. */
  readonly line: number
  readonly id?: string
  readonly code: string
  readonly detail: string
}

export interface ImportResult {
  readonly inserted: number
  readonly replaced: number
  readonly failed: number
  /** At most the first 1,000. */
  readonly errors: readonly ImportFailure[]
}

interface ImportTarget {
  readonly transport: Transport
  readonly collection: string
  readonly options: ImportOptions
}

const NDJSON = { 'content-type': 'application/x-ndjson' }
const PIECE_CHARACTERS = 64 * 1024
const BATCH_CHARACTERS = 1024 * 1024
const BATCH_LINES = 500
const MAX_ERRORS = 1000
const isResult = having<ImportResult>('inserted')
const NONE: ImportResult = { inserted: 0, replaced: 0, failed: 0, errors: [] }

/** @throws CStoreError when a request fails; what came before it has been imported. */
export function importDocuments<T>(
  documents: Documents<T>,
  target: ImportTarget,
): Promise<ImportResult> {
  const streaming = target.options.streaming ?? sendsStreams()
  return streaming ? importStream(documents, target) : importBatches(documents, target)
}

/** Browsers send streams over HTTP/2 at best, and only to servers that speak it. */
function sendsStreams(): boolean {
  return 'process' in globalThis || 'Deno' in globalThis
}

async function importStream<T>(
  documents: Documents<T>,
  { transport, collection, options }: ImportTarget,
): Promise<ImportResult> {
  // `fetch` hides why a body failed behind an error of its own.
  let failure: { readonly reason: unknown } | null = null
  const onFailure = (reason: unknown): void => void (failure = { reason })
  try {
    return parsed(
      await transport.send({
        method: 'POST',
        path: importPath(collection, options),
        headers: NDJSON,
        effect: 'once',
        body: (deadline) => streamOf(documents, deadline, onFailure),
        options,
      }),
      isResult,
    )
  } catch (error) {
    throw failure ? Object(failure).reason : error
  }
}

function streamOf<T>(
  documents: Documents<T>,
  deadline: Deadline,
  onFailure: (reason: unknown) => void,
): ReadableStream<Uint8Array> {
  const chunks = chunksOf(documents, { characters: PIECE_CHARACTERS, lines: Infinity })
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      // It is the source that is waited for.
      deadline.stop()
      try {
        const { value } = await chunks.next()
        deadline.restart()
        if (value) controller.enqueue(encoder.encode(value.lines.join('')))
        else controller.close()
      } catch (error) {
        onFailure(error)
        controller.error(error)
      }
    },
    async cancel() {
      await chunks.return(undefined)
    },
  })
}

async function importBatches<T>(
  documents: Documents<T>,
  { transport, collection, options }: ImportTarget,
): Promise<ImportResult> {
  let total = NONE
  let sent = 0
  const bounds = { characters: BATCH_CHARACTERS, lines: BATCH_LINES }
  for await (const { lines } of chunksOf(documents, bounds)) {
    const answer = await transport.send({
      method: 'POST',
      path: importPath(collection, options),
      headers: NDJSON,
      // An insert that is repeated would be told of its own documents that they exist.
      effect: options.mode === 'insert' ? 'once' : 'repeatable',
      body: lines.join(''),
      options,
    })
    total = sum(total, parsed(answer, isResult), sent)
    sent += lines.length
    options.onBatch?.(total)
  }
  return total
}

function importPath(collection: string, { mode = 'upsert' }: ImportOptions): string {
  return `${collectionPath(collection)}/import?mode=${mode}`
}

function sum(total: ImportResult, batch: ImportResult, before: number): ImportResult {
  const errors = batch.errors.map((error) => ({ ...error, line: error.line + before }))
  return {
    inserted: total.inserted + batch.inserted,
    replaced: total.replaced + batch.replaced,
    failed: total.failed + batch.failed,
    errors: [...total.errors, ...errors].slice(0, MAX_ERRORS),
  }
}

interface Chunk {
  readonly lines: string[]
}

async function* chunksOf<T>(
  documents: Documents<T>,
  bounds: { readonly characters: number; readonly lines: number },
): AsyncGenerator<Chunk, undefined> {
  let lines: string[] = []
  let characters = 0
  for await (const document of documents) {
    const line = lineOf(document)
    // A batch is not made larger than it may be by its last document.
    if (lines.length > 0 && characters + line.length > bounds.characters) {
      yield { lines }
      lines = []
      characters = 0
    }
    lines.push(line)
    characters += line.length
    if (lines.length < bounds.lines) continue
    yield { lines }
    lines = []
    characters = 0
  }
  if (lines.length > 0) yield { lines }
  return undefined
}

/** A document without an id gets one here, so that a batch that is sent twice makes no second one. */
function lineOf(document: unknown): string {
  if (typeof document === 'object' && document !== null && !Array.isArray(document)) {
    const hasId = 'id' in document && document.id !== undefined
    return `${JSON.stringify(hasId ? document : { ...document, id: uuidv7(Date.now()) })}\n`
  }
  throw argumentError('Expected every document to be an object.')
}
