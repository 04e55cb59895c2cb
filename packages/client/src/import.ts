/**
 * Imports documents as NDJSON: in one streamed request where the platform can send one, in batches
 * elsewhere. Batches can be repeated after a failure, a stream cannot: its documents are gone.
 */
import { having, parsed } from './answers.ts'
import { argumentError, CStoreError } from './client-errors.ts'
import type { Deadline } from './deadline.ts'
import { uuidv7 } from './document-ids.ts'
import type { NewDocument } from './document-types.ts'
import { collectionPath } from './paths.ts'
import type { CallOptions, Transport } from './transport.ts'

/**
 * A string is the JSON of a document: it is sent as it is, and if it is none, that one is refused by
 * the server like any other that cannot be stored.
 */
export type Documents<T> =
  | AsyncIterable<NewDocument<T> | string>
  | Iterable<NewDocument<T> | string>

export interface ImportOptions extends CallOptions {
  /**
   * `upsert` (default) replaces the document with the same id, or creates it; `insert` fails for ids
   * that are taken, `replace` for ids that are not.
   */
  readonly mode?: 'upsert' | 'insert' | 'replace'
  /** So many documents are passed over: `lastLine` of an import that broke off. */
  readonly skip?: number
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
  /** All documents up to this one are stored or were refused. */
  readonly lastLine: number
  /** At most the first 1,000. */
  readonly errors: readonly ImportFailure[]
}

interface ImportTarget {
  readonly transport: Transport
  readonly collection: string
  readonly options: ImportOptions
}

const NDJSON = { 'content-type': 'application/x-ndjson' }
const STREAM_BOUNDS = { characters: 64 * 1024, lines: Infinity }
const BATCH_BOUNDS = { characters: 1024 * 1024, lines: 500 }
const MAX_ERRORS = 1000
const isResult = having<ImportResult>('inserted')

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
  const chunks = chunksOf(documents, { ...STREAM_BOUNDS, skip: options.skip })
  let failure: { readonly reason: unknown } | null = null
  const onFailure = (reason: unknown): void => void (failure = { reason })
  try {
    const answer = await transport.send({
      method: 'POST',
      path: importPath(collection, options),
      headers: NDJSON,
      effect: 'once',
      body: (deadline) => streamOf(chunks, deadline, onFailure),
      options,
    })
    return sum(nothingYet(options), parsed(answer, isResult))
  } catch (error) {
    if (failure) throw Object(failure).reason
    if (error instanceof CStoreError && error.lastLine !== null) {
      error.lastLine += options.skip ?? 0
    }
    throw error
  }
}

function streamOf(
  chunks: AsyncGenerator<Chunk, undefined>,
  deadline: Deadline,
  onFailure: (reason: unknown) => void,
): ReadableStream<Uint8Array> {
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
  let total = nothingYet(options)
  for await (const { lines } of chunksOf(documents, { ...BATCH_BOUNDS, skip: options.skip })) {
    const sending = transport.send({
      method: 'POST',
      path: importPath(collection, options),
      headers: NDJSON,
      // An insert that is repeated would be told of its own documents that they exist.
      effect: options.mode === 'insert' ? 'once' : 'repeatable',
      body: lines.join(''),
      options,
    })
    const answer = await sending.catch((error: unknown) => {
      if (error instanceof CStoreError) error.lastLine = total.lastLine + (error.lastLine ?? 0)
      throw error
    })
    total = sum(total, parsed(answer, isResult))
    options.onBatch?.(total)
  }
  return total
}

function nothingYet({ skip = 0 }: ImportOptions): ImportResult {
  return { inserted: 0, replaced: 0, failed: 0, lastLine: skip, errors: [] }
}

function importPath(collection: string, { mode = 'upsert' }: ImportOptions): string {
  return `${collectionPath(collection)}/import?mode=${mode}`
}

function sum(total: ImportResult, batch: ImportResult): ImportResult {
  const { lastLine } = total
  const errors = batch.errors.map((error) => ({ ...error, line: error.line + lastLine }))
  return {
    inserted: total.inserted + batch.inserted,
    replaced: total.replaced + batch.replaced,
    failed: total.failed + batch.failed,
    lastLine: lastLine + batch.lastLine,
    errors: [...total.errors, ...errors].slice(0, MAX_ERRORS),
  }
}

interface Bounds {
  readonly characters: number
  readonly lines: number
  readonly skip: number | undefined
}

interface Chunk {
  readonly lines: string[]
}

async function* chunksOf<T>(
  documents: Documents<T>,
  { characters: most, lines: mostLines, skip = 0 }: Bounds,
): AsyncGenerator<Chunk, undefined> {
  let passed = 0
  let lines: string[] = []
  let characters = 0
  for await (const document of documents) {
    if (passed++ < skip) continue
    const line = lineOf(document)
    // A batch is not made larger than it may be by its last document.
    if (lines.length > 0 && characters + line.length > most) {
      yield { lines }
      lines = []
      characters = 0
    }
    lines.push(line)
    characters += line.length
    if (lines.length < mostLines) continue
    yield { lines }
    lines = []
    characters = 0
  }
  if (lines.length > 0) yield { lines }
  return undefined
}

/** A document without an id gets one here, so that a batch that is sent twice makes no second one. */
function lineOf(document: unknown): string {
  if (typeof document === 'string') return lineOfText(document)
  if (!isObject(document)) throw argumentError('Expected every document to be an object.')
  const hasId = 'id' in document && document.id !== undefined
  return `${JSON.stringify(hasId ? document : { ...document, id: uuidv7(Date.now()) })}\n`
}

function lineOfText(text: string): string {
  // White space between values stays that; within a string, where it is a mistake, it stays one.
  const line = text.replaceAll(/[\r\n]/g, '\t')
  return `${withId(line)}\n`
}

function withId(text: string): string {
  const value = valueOf(text)
  if (!isObject(value) || 'id' in value) return text
  const rest = text.slice(text.indexOf('{') + 1)
  return `{"id":"${uuidv7(Date.now())}"${Object.keys(value).length === 0 ? '' : ','}${rest}`
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
