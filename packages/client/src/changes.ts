/**
 * The changes of a collection, for as long as somebody wants them: what breaks off is begun again after
 * the last event. Once it has begun, a stream outlives servers that restart and networks that fail.
 */
import { having, notCStore, parseJson } from './answers.ts'
import { CStoreError } from './client-errors.ts'
import type { Stored } from './document-types.ts'
import { search } from './paths.ts'
import { mayRepeat } from './retry.ts'
import { blocks, type Block } from './server-sent-events.ts'
import type { CallOptions, Transport } from './transport.ts'

export interface ChangesOptions extends CallOptions {
  /** `cursor` of the last event that was seen; absent: from now on. */
  readonly after?: string
  /** Adds each document, as it is by then. */
  readonly documents?: boolean
  /** Told each time that the stream has begun, and that it has broken and is begun again. */
  readonly onState?: (state: StreamState) => void
}

/** `failure`: why it is not open; null: the server ended it. */
export type StreamState =
  | { readonly isOpen: true }
  | { readonly isOpen: false; readonly failure: CStoreError | null }

/** A document was written. `unknown`: it may have been, read it. */
export interface Changed<T> {
  readonly event: 'change'
  readonly id: string
  readonly op: 'create' | 'replace' | 'update' | 'delete' | 'unknown'
  readonly version?: number
  readonly etag?: string
  readonly at: string
  /** Only with `documents`; null: it is gone. */
  readonly document?: Stored<T> | null
  /** To go on from here. */
  readonly cursor: string
}

/** What happened before is not known: read what you need. */
export interface Reset {
  readonly event: 'reset'
  readonly cursor: string
}

export type Change<T> = Changed<T> | Reset

interface Source {
  readonly transport: Transport
  /** Of the collection. */
  readonly path: string
}

/** Heartbeats come every 15 s; a stream without any for so long is a dead one. */
const MIN_SILENCE_MS = 40_000
/** A server that ends has many followers, which spread over a second or two. */
const FIRST_BREAK = 4

/** @throws CStoreError of a stream that cannot begin, or must not go on */
export async function* follow<T>(
  { transport, path }: Source,
  { after, documents, onState, timeoutMs = transport.timeoutMs, signal }: ChangesOptions,
): AsyncGenerator<Change<T>, void> {
  const options = { signal, timeoutMs: timeoutMs && Math.max(timeoutMs, MIN_SILENCE_MS) }
  let cursor = after
  let hasBegun = false
  for (let breaks = FIRST_BREAK; ; breaks++) {
    const query = search({ after: cursor, include: documents ? 'document' : undefined })
    const pieces = transport.stream({
      method: 'GET',
      path: `${path}/changes${query}`,
      effect: 'none',
      options,
    })
    let failure: CStoreError | null = null
    let isOpen = false
    try {
      for await (const block of blocks(pieces)) {
        // Something in between may send comments of its own to show that it is alive.
        if (block.id === '') continue
        if (!isOpen) onState?.({ isOpen: true })
        isOpen = true
        const isFirst = cursor === undefined
        breaks = FIRST_BREAK
        hasBegun = true
        cursor = block.id
        // Who begins knows nothing, and reads what there is once nothing more can be missed.
        if (isFirst) yield { event: 'reset', cursor }
        const change = changeOf<T>(block)
        if (change) yield change
      }
      if (!hasBegun) throw notCStore(200)
    } catch (error) {
      const isPassing = error instanceof CStoreError && mayRepeat(error, 'none')
      if (!isPassing || !hasBegun || transport.retries === 0) throw error
      failure = error
    }
    onState?.({ isOpen: false, failure })
    await transport.backOff(failure, { repeated: breaks, signal })
  }
}

function changeOf<T>({ event, id: cursor, data }: Block): Change<T> | null {
  if (event === 'reset') return { event, cursor }
  if (event !== 'change') return null
  const told = parseJson(data, { status: 200, isExpected: having<Changed<T>>('op') })
  return { ...told, event, cursor }
}
