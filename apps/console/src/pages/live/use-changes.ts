import type { Change, ChangeEvent, Collection } from '@cstore/client'
import { useEffect, useState } from 'react'
import { useApi } from '../../api/api-context.ts'

export interface ShownChange {
  readonly number: number
  readonly event: Change<object> | Extract<ChangeEvent<object>, { type: 'reset' }>
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
  const waiting: ShownChange['event'][] = []
  const timer = setInterval(() => {
    if (waiting.length > 0) setState((before) => withChanges(before, waiting.splice(0)))
  }, SHOW_EVERY_MS)
  const tell = (change: Partial<FeedState>): void => {
    if (!signal.aborted) setState((before) => ({ ...before, ...change }))
  }
  const onBroken = (error: unknown): void => tell({ status: 'broken', error })
  const read = async (): Promise<void> => {
    for await (const event of collection.changes({ documents: true, signal, onBroken })) {
      if (event.type === 'open') tell({ status: 'open', error: null })
      else waiting.push(event)
    }
  }
  read().catch((error: unknown) => tell({ status: 'ended', error }))
  return () => {
    clearInterval(timer)
    controller.abort()
  }
}

function withChanges(before: FeedState, events: readonly ShownChange['event'][]): FeedState {
  const numbered = events.map((event, at) => ({ number: before.total + at + 1, event }))
  const changes = [...numbered.toReversed(), ...before.changes].slice(0, MAX_SHOWN)
  return { ...before, changes, total: before.total + events.length }
}
