/** One export into a file, which the browser keeps until it is whole. */
import { Store } from './store.ts'

export interface ExportState {
  readonly phase: 'running' | 'done' | 'stopped' | 'broken'
  readonly documents: number
  readonly bytes: number
  /** As many there were when it was begun; null: not known. */
  readonly total: number | null
  readonly elapsedMs: number
  readonly error: unknown
}

export interface ExportSource {
  /** How many documents there are; null: not known. */
  readonly total: (signal: AbortSignal) => Promise<number | null>
  readonly lines: (signal: AbortSignal) => AsyncIterable<string>
  /** Gets the whole file. */
  readonly save: (file: Blob) => void
  /** Monotonic, milliseconds. */
  readonly nowMs?: () => number
}

/** So much is handed to the browser at once, which may keep it outside of memory. */
const PIECE_CHARACTERS = 1_000_000
/** More often nobody could read it. */
const TELL_EVERY_MS = 100

export class ExportRun {
  readonly state = new Store<ExportState>({
    phase: 'running',
    documents: 0,
    bytes: 0,
    total: null,
    elapsedMs: 0,
    error: null,
  })
  readonly #source: ExportSource
  readonly #controller = new AbortController()

  constructor(source: ExportSource) {
    this.#source = source
  }

  stop(): void {
    this.#controller.abort()
  }

  /** Never rejects. */
  async run(): Promise<void> {
    const { total, lines, save, nowMs = () => performance.now() } = this.#source
    const { signal } = this.#controller
    const startedMs = nowMs()
    const tell = (change: Partial<ExportState>): void =>
      this.state.set({ ...this.state.get(), elapsedMs: nowMs() - startedMs, ...change })
    try {
      tell({ total: await total(signal) })
      const file = await this.#collect(lines(signal), tell)
      save(file)
      tell({ phase: 'done' })
    } catch (error) {
      tell(signal.aborted ? { phase: 'stopped' } : { phase: 'broken', error })
    }
  }

  async #collect(
    lines: AsyncIterable<string>,
    tell: (change: Partial<ExportState>) => void,
  ): Promise<Blob> {
    const pieces: Blob[] = []
    let text = ''
    let documents = 0
    let toldMs = 0
    const bytes = (): number => pieces.reduce((sum, { size }) => sum + size, 0)
    for await (const line of lines) {
      documents += 1
      text += `${line}\n`
      if (text.length < PIECE_CHARACTERS && performance.now() - toldMs < TELL_EVERY_MS) continue
      pieces.push(new Blob([text]))
      text = ''
      toldMs = performance.now()
      tell({ documents, bytes: bytes() })
    }
    pieces.push(new Blob([text]))
    tell({ documents, bytes: bytes() })
    return new Blob(pieces, { type: 'application/x-ndjson' })
  }
}
