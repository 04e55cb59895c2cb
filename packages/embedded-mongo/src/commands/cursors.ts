import { randomBytes } from 'node:crypto'
import { ARRAY_ELEMENT_OVERHEAD, encodeCursorAnswer, type RawDocument } from '../bson/encode.ts'
import { CommandError } from '../command-error.ts'

/** What is left of a result. It is a snapshot: later writes do not show in it. */
interface Cursor {
  readonly namespace: string
  readonly rest: Iterator<RawDocument>
  /** Drawn already, but it did not fit into the batch. */
  ahead: RawDocument | undefined
  usedAtMs: number
}

export interface CursorResult {
  readonly namespace: string
  readonly documents: Iterable<RawDocument>
}

/** Documents per batch; no cursor is left open after a single batch. */
export interface BatchLimits {
  readonly batchSize: number
  readonly singleBatch: boolean
}

const MAX_BATCH_BYTES = 16 * 1024 * 1024
/** MongoDB's too. */
const IDLE_MS = 10 * 60 * 1000

export class Cursors {
  readonly #cursors = new Map<bigint, Cursor>()
  readonly #now: () => number

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Answers with the first batch. */
  open({ namespace, documents }: CursorResult, limits: BatchLimits): Buffer {
    this.#forgetIdle()
    const rest = documents[Symbol.iterator]()
    const cursor: Cursor = { namespace, rest, ahead: undefined, usedAtMs: this.#now() }
    const batch = takeBatch(cursor, limits.batchSize)
    const cursorId = limits.singleBatch || isExhausted(cursor) ? 0n : this.#keep(cursor)
    return encodeCursorAnswer({ batchName: 'firstBatch', batch, namespace, cursorId })
  }

  /** @throws CommandError CursorNotFound */
  next(id: bigint, namespace: string, batchSize: number): Buffer {
    const cursor = this.#cursors.get(id)
    if (cursor === undefined || cursor.namespace !== namespace)
      throw new CommandError('CursorNotFound', `cursor id ${id} not found`)
    cursor.usedAtMs = this.#now()
    const batch = takeBatch(cursor, batchSize)
    const exhausted = isExhausted(cursor)
    if (exhausted) this.#cursors.delete(id)
    return encodeCursorAnswer({
      batchName: 'nextBatch',
      batch,
      namespace,
      cursorId: exhausted ? 0n : id,
    })
  }

  /** Whether it was there. */
  kill(id: bigint): boolean {
    return this.#cursors.delete(id)
  }

  #keep(cursor: Cursor): bigint {
    const id = BigInt.asIntN(64, randomBytes(8).readBigUInt64LE()) || 1n
    this.#cursors.set(id, cursor)
    return id
  }

  #forgetIdle(): void {
    const oldestMs = this.#now() - IDLE_MS
    for (const [id, { usedAtMs }] of this.#cursors) {
      if (usedAtMs < oldestMs) this.#cursors.delete(id)
    }
  }
}

/** At least one document, if there is one and any are asked for, however large it is. */
function takeBatch(cursor: Cursor, batchSize: number): RawDocument[] {
  const batch: RawDocument[] = []
  let bytes = 0
  while (batch.length < batchSize) {
    const document = peek(cursor)
    if (document === undefined) break
    bytes += document.length + ARRAY_ELEMENT_OVERHEAD
    if (batch.length > 0 && bytes > MAX_BATCH_BYTES) break
    batch.push(document)
    cursor.ahead = undefined
  }
  return batch
}

function peek(cursor: Cursor): RawDocument | undefined {
  if (cursor.ahead === undefined) {
    const next = cursor.rest.next()
    cursor.ahead = next.done === true ? undefined : next.value
  }
  return cursor.ahead
}

function isExhausted(cursor: Cursor): boolean {
  return peek(cursor) === undefined
}
