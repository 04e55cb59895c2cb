/**
 * Follows the changes of a collection. A stream that ends or breaks is begun again where it was, so
 * that nothing is missed, for as long as the caller goes on; what the server refuses for good ends it.
 */
import { having, parseJson } from './answers.ts'
import { CStoreError } from './client-errors.ts'
import type { Stored } from './document-types.ts'
import { collectionPath, search } from './paths.ts'
import { delayMs, isPassing } from './retry.ts'
import { serverSentEvents, type ServerSentEvent } from './server-sent-events.ts'
import type { CallOptions, Transport } from './transport.ts'

export interface ChangeOptions extends CallOptions {
  /** `cursor` of the last event seen: goes on behind it. Absent: from now on. */
  readonly after?: string
  /** Adds each document as it is by the time it is told. */
  readonly documents?: boolean
  /** Called when the stream has broken; it is begun again, and says `open` when it is. */
  readonly onBroken?: (error: CStoreError | null) => void
}

/** A document was written. */
export interface Change<T> {
  readonly type: 'change'
  readonly cursor: string
  readonly id: string
  /** `unknown`: it may have changed, read it. */
  readonly op: 'create' | 'replace' | 'update' | 'delete' | 'unknown'
  /** After the write; a deletion and `unknown` have none. */
  readonly version?: number
  readonly etag?: string
  /** ISO 8601. */
  readonly at: string
  /** Only if it was asked for; null: it is gone. */
  readonly document?: Stored<T> | null
}

export type ChangeEvent<T> =
  /** What is read from now on is followed without a gap. */
  | { readonly type: 'open'; readonly cursor: string }
  /** Changes may be missing before this: read anew. */
  | { readonly type: 'reset'; readonly cursor: string }
  | Change<T>

interface ChangeSource {
  readonly transport: Transport
  readonly collection: string
  readonly options: ChangeOptions
}

/** @throws CStoreError for what does not pass; the signal's reason once it aborts. */
export async function* followChanges<T>(
  source: ChangeSource,
): AsyncGenerator<ChangeEvent<T>, void> {
  const { transport, options } = source
  const position: Position = { cursor: options.after, retryAfterMs: 0, failures: 0 }
  for (;;) {
    try {
      yield* oneStream<T>(source, position)
      options.onBroken?.(null)
    } catch (error) {
      if (!(error instanceof CStoreError) || !isPassing(error)) throw error
      options.onBroken?.(error)
      position.retryAfterMs = Math.max(position.retryAfterMs, error.retryAfterMs ?? 0)
    }
    const pauseMs = delayMs(position, position.failures, transport.random())
    position.failures++
    await transport.pause(pauseMs, options.signal)
  }
}

/** Where a stream goes on, and when. */
interface Position {
  cursor: string | undefined
  retryAfterMs: number
  failures: number
}

async function* oneStream<T>(
  { transport, collection, options }: ChangeSource,
  position: Position,
): AsyncGenerator<ChangeEvent<T>, void> {
  const { cursor: last } = position
  const include = options.documents === true ? 'document' : undefined
  const pieces = transport.stream({
    method: 'GET',
    path: `${collectionPath(collection)}/changes${search({ include })}`,
    effect: 'none',
    headers: last === undefined ? {} : { 'last-event-id': last },
    options,
  })
  let isOpen = false
  for await (const told of serverSentEvents(pieces)) {
    position.cursor = told.id ?? position.cursor
    position.failures = 0
    if (told.retry !== undefined) position.retryAfterMs = Number(told.retry)
    const cursor = position.cursor ?? ''
    if (!isOpen) yield { type: 'open', cursor }
    isOpen = true
    const event = eventOf<T>(told, cursor)
    if (event) yield event
  }
}

function eventOf<T>({ event, data = '' }: ServerSentEvent, cursor: string): ChangeEvent<T> | null {
  if (event === 'reset') return { type: 'reset', cursor }
  if (event !== 'change') return null
  const isExpected = having<Omit<Change<T>, 'type' | 'cursor'>>('op')
  return { type: 'change', cursor, ...parseJson(data, { status: 200, isExpected }) }
}
