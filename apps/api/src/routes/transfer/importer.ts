/**
 * Imports documents line by line: in batches, each between the fences of all its documents,
 * so that an import is as coherent as any write. One bad line fails alone.
 */
import type { Change, DocumentCache, DocumentKey } from '@cstore/cache'
import type {
  ImportMode,
  ImportResult as StoredResult,
  Store,
  StoredCollection,
} from '@cstore/store'
import { v7 as uuidv7 } from 'uuid'
import { ApiError } from '../../problems/api-errors.ts'
import { isProblemCode } from '../../problems/problem-table.ts'
import { changeTo } from '../documents/change-of.ts'
import { cacheKey, fieldsOf, type Fields } from '../documents/document-service.ts'
import type { SchemaValidator } from '../documents/schema-validator.ts'
import { parseJson } from '../json.ts'
import { Batch, type Item } from './batch.ts'
import { ndjsonLines, type Line } from './ndjson-lines.ts'

interface LineError {
  readonly line: number
  readonly id?: string
  readonly code: string
  readonly detail: string
}

export interface ImportOptions {
  readonly collection: StoredCollection
  readonly mode: ImportMode
  /** So many lines are passed over: those that an import before this one has settled. */
  readonly skip: number
  /** Told each time that every line up to this one is stored for good, or reported as failed. */
  readonly onSettled: (line: number) => void
}

export interface ImportResult {
  inserted: number
  replaced: number
  failed: number
  /** The first of the failures; `failed` counts all. */
  readonly errors: LineError[]
}

export interface ImporterDependencies {
  readonly store: Store
  readonly cache: DocumentCache
  readonly validator: SchemaValidator
  readonly maxDocumentBytes: number
}

const MAX_ERRORS = 1000

export class Importer {
  readonly #deps: ImporterDependencies

  constructor(dependencies: ImporterDependencies) {
    this.#deps = dependencies
  }

  /** Reads only as fast as the database takes it: one batch is read while another is stored. */
  async run(chunks: AsyncIterable<Buffer>, options: ImportOptions): Promise<ImportResult> {
    const { collection, skip, onSettled } = options
    const result: ImportResult = { inserted: 0, replaced: 0, failed: 0, errors: [] }
    let batch = new Batch(skip)
    let storing = Promise.resolve()
    const flush = async (): Promise<void> => {
      const { items, lastLine } = batch
      batch = new Batch(lastLine)
      // After the one before: lines with one id keep their order.
      await storing
      storing = this.#store(items, { ...options, result }).then(() => onSettled(lastLine))
      // It is waited for by whoever comes next.
      storing.catch(() => undefined)
    }
    try {
      for await (const line of ndjsonLines(chunks, this.#deps.maxDocumentBytes)) {
        if (line.number <= skip) continue
        const item = this.#item(line, collection, result)
        if (item && batch.has(item.id)) await flush()
        batch.take(line, item)
        if (batch.full) await flush()
      }
      await flush()
    } finally {
      // Also when the client has gone: nothing is stored after the answer.
      await storing
    }
    return result
  }

  #item(line: Line, collection: StoredCollection, result: ImportResult): Item | null {
    let id: string | undefined
    try {
      const fields = this.#parse(line)
      const { id: given = uuidv7() } = fields
      if (typeof given !== 'string') {
        throw new ApiError('CSTORE_REQUEST_INVALID', 'Expected `id` to be a string.')
      }
      id = given
      this.#deps.validator.check(collection, { ...fields, id })
      return { line: line.number, id, fields }
    } catch (error) {
      fail(result, { line: line.number, ...(id === undefined ? {} : { id }) }, error)
      return null
    }
  }

  #parse({ bytes }: Line): Fields {
    if (bytes) return fieldsOf(parseJson(bytes.toString()))
    throw new ApiError(
      'CSTORE_REQUEST_TOO_LARGE',
      `Expected at most ${this.#deps.maxDocumentBytes} bytes on a line.`,
    )
  }

  async #store(
    items: readonly Item[],
    context: { collection: StoredCollection; mode: ImportMode; result: ImportResult },
  ): Promise<void> {
    if (items.length === 0) return
    const { collection, mode, result } = context
    const keys = items.map(({ id }) => cacheKey({ collection, id }))
    const outcomes = await this.#deps.cache.write(
      keys,
      () => this.#deps.store.documents.importMany(collection.name, items, mode),
      (done) => changesOf(keys, done),
    )
    for (const [index, outcome] of outcomes.entries()) {
      const { line = 0, id = '' } = items[index] ?? {}
      if (!outcome.ok) fail(result, { line, id }, outcome.error)
      else if (outcome.created) result.inserted++
      else result.replaced++
    }
  }
}

function changesOf(keys: readonly DocumentKey[], done: readonly StoredResult[]): Change[] {
  return keys.flatMap((key, index) => {
    const outcome = done[index]
    if (outcome?.ok) return [changeTo(key, outcome.created ? 'create' : 'replace', outcome)]
    // The database may have done it after all.
    return isOutcomeUnknown(outcome?.error) ? [changeTo(key, 'unknown')] : []
  })
}

function isOutcomeUnknown(error: Error | undefined): boolean {
  return error !== undefined && 'outcomeUnknown' in error && error.outcomeUnknown === true
}

function fail(result: ImportResult, at: { line: number; id?: string }, error: unknown): void {
  if (!(error instanceof Error) || !('code' in error) || !isProblemCode(error.code)) throw error
  result.failed++
  if (result.errors.length >= MAX_ERRORS) return
  result.errors.push({ ...at, code: error.code, detail: error.message })
}
