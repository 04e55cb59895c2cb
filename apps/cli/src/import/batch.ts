import { FileError } from '../cli-errors.ts'
import type { Piece, Position } from '../input/piece.ts'
import { prepareDocument, type PrepareOptions } from './prepare-document.ts'
import type { Failure } from './failure-log.ts'

/** Bounds of one request: documents, and bytes unless a single document is longer. */
export interface BatchLimits {
  readonly documents: number
  readonly bytes: number
}

export const BATCH_LIMITS: BatchLimits = { documents: 1000, bytes: 4 * 1024 * 1024 }

interface BatchedDocument {
  readonly position: Position
  readonly id: string | null
  readonly idIsNew: boolean
}

/** What one request carries. */
export interface Batch {
  /** In the order of the request's lines. */
  readonly documents: readonly BatchedDocument[]
  readonly ids: ReadonlySet<string>
  /** NDJSON. */
  readonly body: Buffer<ArrayBuffer>
}

export interface BatchOptions extends PrepareOptions {
  readonly limits: BatchLimits
  /** Told of every document that cannot be sent. */
  onFailure(failure: Failure): void
}

/** A file of which so many lines fail before the first good one is not what it was taken for. */
const GIVE_UP_AFTER = 1000

/**
 * Gathers documents into requests of bounded size.
 * @throws FileError if the input does not look like documents at all.
 */
export async function* makeBatches(
  pieces: AsyncIterable<Piece[]>,
  options: BatchOptions,
): AsyncGenerator<Batch> {
  let open = new OpenBatch()
  let failedFirst = 0
  for await (const some of pieces) {
    for (const piece of some) {
      const prepared = 'problem' in piece ? piece : prepareDocument(piece.text, options)
      if ('problem' in prepared) {
        options.onFailure({ ...piece.position, ...prepared.problem })
        failedFirst += 1
        if (failedFirst === GIVE_UP_AFTER) throw notDocuments()
        continue
      }
      failedFirst = Number.NEGATIVE_INFINITY
      if (open.isFullFor(prepared.line.length, options.limits)) {
        yield open.close()
        open = new OpenBatch()
      }
      open.add(prepared.line, { position: piece.position, ...prepared })
    }
  }
  if (!open.isEmpty) yield open.close()
}

function notDocuments(): FileError {
  return new FileError(
    `Gave up after ${GIVE_UP_AFTER} failures and not one document. ` +
      'Expected one JSON object a line, or a JSON array of objects.',
  )
}

const LINE_END = Buffer.from('\n')

class OpenBatch {
  readonly #documents: BatchedDocument[] = []
  readonly #ids = new Set<string>()
  readonly #parts: Buffer[] = []
  #bytes = 0

  get isEmpty(): boolean {
    return this.#documents.length === 0
  }

  isFullFor(lineBytes: number, limits: BatchLimits): boolean {
    const count = this.#documents.length
    return count === limits.documents || (count > 0 && this.#bytes + lineBytes + 1 > limits.bytes)
  }

  add(line: Buffer, { position, id, idIsNew }: BatchedDocument): void {
    this.#documents.push({ position, id, idIsNew })
    if (id !== null) this.#ids.add(id)
    this.#parts.push(line, LINE_END)
    this.#bytes += line.length + 1
  }

  close(): Batch {
    return { documents: this.#documents, ids: this.#ids, body: Buffer.concat(this.#parts) }
  }
}
