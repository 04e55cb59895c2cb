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
import { StoringWindow } from './storing-window.ts'

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
  /** New documents may have ids that only other programs give. */
  readonly foreignIds?: boolean
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
/** One is at the database while another is fenced or answered; more would only cost memory. */
const STORED_AT_ONCE = 2

export class Importer {
  readonly #deps: ImporterDependencies

  constructor(dependencies: ImporterDependencies) {
    this.#deps = dependencies
  }

  /** Reads only as fast as the database takes it: one batch is read while others are stored. */
  async run(chunks: AsyncIterable<Buffer>, options: ImportOptions): Promise<ImportResult> {
    const { skip, onSettled } = options
    const result: ImportResult = { inserted: 0, replaced: 0, failed: 0, errors: [] }
    const storing = new StoringWindow({
      size: STORED_AT_ONCE,
      store: ({ items }) => this.#store(items, { ...options, result }),
      onSettled: ({ lastLine }) => onSettled(lastLine),
    })
    let batch = new Batch(skip)
    const flush = async (): Promise<void> => {
      const full = batch
      batch = new Batch(full.lastLine)
      await storing.add(full)
    }
    try {
      for await (const lines of ndjsonLines(chunks, this.#deps.maxDocumentBytes)) {
        for (const line of lines) {
          if (line.number <= skip) continue
          const item = this.#item(line, options, result)
          if (item && batch.has(item.id)) await flush()
          batch.take(line, item)
          if (batch.full) await flush()
        }
      }
      await flush()
    } finally {
      // Also when the client has gone: nothing is stored after the answer.
      await storing.end()
    }
    return result
  }

  #item(line: Line, options: ImportOptions, result: ImportResult): Item | null {
    const { collection, foreignIds = false } = options
    let id: string | undefined
    try {
      const fields = this.#parse(line)
      const { id: given = uuidv7() } = fields
      if (typeof given !== 'string') {
        throw new ApiError('CSTORE_REQUEST_INVALID', 'Expected `id` to be a string.')
      }
      id = given
      this.#deps.validator.check(collection, fields.id === id ? fields : { ...fields, id })
      return { line: line.number, id, fields, mayBeForeign: foreignIds }
    } catch (error) {
      fail(result, { line: line.number, ...(id === undefined ? {} : { id }) }, error)
      return null
    }
  }

  #parse({ bytes }: Line): Fields {
    if (bytes) return fieldsOf(parseJson(bytes.toString(), 'line'))
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
