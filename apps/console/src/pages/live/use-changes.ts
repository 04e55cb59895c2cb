import type { Change, Collection, StreamState } from '@cstore/client'
import { useEffect, useState } from 'react'
import { useApi } from '../../api/api-context.ts'

export interface ShownChange {
  readonly number: number
  readonly change: Change<object>
}

export interface FeedState {
  readonly status: 'connecting' | 'open' | 'broken' | 'ended'
  /** Why it is broken or has ended. */
  readonly error: unknown
  /** Newest first, the last few. */
  readonly changes: readonly ShownChange[]
  readonly total: number
}

const BEGINNING: FeedState = { status: 'connecting', error: null, changes: [], total: 0 }
const MAX_SHOWN = 30
/** An import makes thousands of changes a second: nobody reads them one by one. */
const SHOW_EVERY_MS = 200

/** Follows a collection for as long as the component is there. */
export function useChanges(collection: string): FeedState {
  const { client } = useApi()
  const [state, setState] = useState(BEGINNING)
  useEffect(
    () => follow(client.collection<object>(collection), (change) => setState(change)),
    [client, collection],
  )
  return state
}

/** @returns ends it */
function follow(
  collection: Collection<object>,
  setState: (change: (before: FeedState) => FeedState) => void,
): () => void {
  const controller = new AbortController()
  const { signal } = controller
  const waiting: Change<object>[] = []
  const timer = setInterval(() => {
    if (waiting.length > 0) setState((before) => withChanges(before, waiting.splice(0)))
  }, SHOW_EVERY_MS)
  const tell = (change: Partial<FeedState>): void => {
    if (!signal.aborted) setState((before) => ({ ...before, ...change }))
  }
  const onState = (stream: StreamState): void =>
    tell(
      stream.isOpen ? { status: 'open', error: null } : { status: 'broken', error: stream.failure },
    )
  const read = async (): Promise<void> => {
    let isFirst = true
    for await (const change of collection.changes({ documents: true, signal, onState })) {
      // The first says that nothing is known of before, and nobody has asked.
      if (!isFirst) waiting.push(change)
      isFirst = false
    }
  }
  read().catch((error: unknown) => tell({ status: 'ended', error }))
  return () => {
    clearInterval(timer)
    controller.abort()
  }
}

function withChanges(before: FeedState, events: readonly Change<object>[]): FeedState {
  const numbered = events.map((change, at) => ({ number: before.total + at + 1, change }))
  const changes = [...numbered.toReversed(), ...before.changes].slice(0, MAX_SHOWN)
  return { ...before, changes, total: before.total + events.length }
}
