/**
 * One import of a file: begun, stopped, and gone on with where it ended. What the server has
 * settled is settled, whatever becomes of the rest.
 */
import { CStoreError, type Collection, type ImportOptions, type ImportResult } from '@cstore/client'
import { DocumentFile, type FileFormat } from './document-file.ts'
import { Store } from './store.ts'

export type ImportMode = NonNullable<ImportOptions['mode']>

export interface ImportState {
  /** `broken`: by an error, and may be gone on with; `stopped`: by whoever looks, likewise. */
  readonly phase: 'running' | 'done' | 'stopped' | 'broken'
  readonly result: ImportResult
  readonly format: FileFormat
  /** Of the file, up to what is settled. */
  readonly bytesDone: number
  readonly elapsedMs: number
  /** Documents settled since it was last begun, for the rate. */
  readonly settled: number
  readonly error: unknown
  /** Why the file ended where it did. */
  readonly problem: string | null
}

export interface ImportSource {
  readonly collection: Pick<Collection<object>, 'import'>
  readonly file: Blob
  readonly mode: ImportMode
  /** Monotonic, milliseconds. */
  readonly nowMs?: () => number
}

const NOTHING: ImportResult = { inserted: 0, replaced: 0, failed: 0, lastLine: 0, errors: [] }
/** Here as there: who has more of them has another problem. */
const MAX_ERRORS = 1000

export class ImportRun {
  readonly state: Store<ImportState>
  readonly #source: ImportSource
  #controller = new AbortController()

  constructor(source: ImportSource) {
    this.#source = source
    this.state = new Store<ImportState>({
      phase: 'running',
      result: NOTHING,
      format: 'lines',
      bytesDone: 0,
      elapsedMs: 0,
      settled: 0,
      error: null,
      problem: null,
    })
  }

  stop(): void {
    this.#controller.abort()
  }

  /** Begins, or goes on behind what is settled. Never rejects. */
  async run(): Promise<void> {
    const { collection, file, mode, nowMs = () => performance.now() } = this.#source
    const before = this.state.get()
    const startedMs = nowMs()
    const documents = new DocumentFile(file)
    this.#controller = new AbortController()
    const tell = (change: Partial<ImportState>): void =>
      this.state.set({ ...this.state.get(), elapsedMs: nowMs() - startedMs, ...change })
    const onBatch = (batch: ImportResult): void => {
      const result = sum(before.result, batch)
      const settled = result.lastLine - before.result.lastLine
      tell({ result, settled, format: documents.format, bytesDone: documents.bytesGiven })
    }
    tell({ phase: 'running', error: null, problem: null, settled: 0 })
    try {
      const { signal } = this.#controller
      const skip = before.result.lastLine
      await collection.import(documents.texts(), { mode, skip, signal, onBatch, streaming: false })
      const { problem } = documents
      tell({
        phase: problem === null ? 'done' : 'broken',
        bytesDone: documents.bytesGiven,
        problem,
      })
    } catch (error) {
      tell(this.#ended(error))
    }
  }

  #ended(error: unknown): Partial<ImportState> {
    const { result } = this.state.get()
    if (this.#controller.signal.aborted) return { phase: 'stopped' }
    const lastLine = error instanceof CStoreError ? (error.lastLine ?? 0) : 0
    // More may be settled than the last answer said.
    return {
      phase: 'broken',
      error,
      result: { ...result, lastLine: Math.max(result.lastLine, lastLine) },
    }
  }
}

/** `batch` counts lines from the beginning of the file, and the rest from where it was begun. */
function sum(before: ImportResult, batch: ImportResult): ImportResult {
  return {
    inserted: before.inserted + batch.inserted,
    replaced: before.replaced + batch.replaced,
    failed: before.failed + batch.failed,
    lastLine: batch.lastLine,
    errors: [...before.errors, ...batch.errors].slice(0, MAX_ERRORS),
  }
}
