/**
 * What one client is sent: the changes of one collection, resets, heartbeats. Pulled by the
 * connection: while the client does not read, nothing is asked for and nothing is kept but a
 * position, and a client that does not read at all is left.
 *
 * Ends without an error when the server ends, the collection goes or the client may no longer read
 * it; the client's next request hears why.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Change, FeedStep, Follower } from '@cstore/cache'
import { eventBytes, heartbeat, opening } from './server-sent-events.ts'

export interface ChangeStreamOptions {
  readonly follower: Follower
  /** As the cache calls it. */
  readonly collection: string
  /** Begins every cursor. */
  readonly incarnation: string
  /** The client's cursor was of another incarnation. */
  readonly lost: boolean
  /** Of a document as it is now, JSON; null when there is none. Absent: documents are not sent. */
  readonly load?: (id: string) => Promise<Buffer | null>
  /** Aborted when the client has gone: a generator that waits does not notice otherwise. */
  readonly gone: AbortSignal
  /** Whether to go on; asked at least every `LOOK_MS` while nothing happens. */
  readonly goesOn: () => Promise<boolean>
  readonly heartbeatMs: number
  readonly onEvent: (event: FeedEventName) => void
}

type FeedEventName = 'change' | 'reset'

const RETRY_MS = 2000
/** How soon an end of the server, or of a right, is noticed. */
const LOOK_MS = 500

export async function* changeStream(options: ChangeStreamOptions): AsyncGenerator<Buffer> {
  const { follower, heartbeatMs, goesOn, lost, gone } = options
  yield opening(cursorOf(options, follower.cursor), RETRY_MS)
  if (lost) yield resetEvent(options, follower.cursor)
  let sentAtMs = performance.now()
  let lookedAtMs = sentAtMs
  while (!gone.aborted) {
    if (performance.now() - lookedAtMs >= LOOK_MS) {
      if (!(await goesOn())) return
      lookedAtMs = performance.now()
    }
    // Before the look: what comes in between rings already.
    const news = follower.news()
    const step = await nextStep(follower)
    if (step) {
      for await (const bytes of sent(options, step)) {
        yield bytes
        sentAtMs = performance.now()
      }
    } else await Promise.race([news, sleep(LOOK_MS, undefined, { ref: false })])
    if (performance.now() - sentAtMs < heartbeatMs) continue
    yield heartbeat(cursorOf(options, follower.cursor))
    sentAtMs = performance.now()
  }
}

/** While the log is away nothing can be told; the position stays, or a reset follows. */
async function nextStep(follower: Follower): Promise<FeedStep | null> {
  try {
    return await follower.next()
  } catch {
    return null
  }
}

async function* sent(options: ChangeStreamOptions, step: FeedStep): AsyncGenerator<Buffer> {
  for (const entry of step.entries) {
    if (entry.kind !== 'change' || entry.change.key.collection !== options.collection) continue
    const id = cursorOf(options, `${step.cursor.slice(0, step.cursor.indexOf('.'))}.${entry.id}`)
    const data = await changeData(entry.change, options)
    options.onEvent('change')
    yield eventBytes({ event: 'change', id, data })
  }
  if (step.reset) yield resetEvent(options, step.cursor)
}

function resetEvent(options: ChangeStreamOptions, cursor: string): Buffer {
  options.onEvent('reset')
  return eventBytes({ event: 'reset', id: cursorOf(options, cursor), data: '{}' })
}

function cursorOf({ incarnation }: ChangeStreamOptions, cursor: string): string {
  return `${incarnation}.${cursor}`
}

async function changeData(change: Change, { load }: ChangeStreamOptions): Promise<Buffer> {
  const { key, op, version, etag, atMs = Date.now() } = change
  const told = { id: key.id, op, version, etag, at: new Date(atMs).toISOString() }
  const json = Buffer.from(JSON.stringify(told))
  if (!load) return json
  const document = (await load(key.id)) ?? Buffer.from('null')
  return Buffer.concat([
    json.subarray(0, -1),
    Buffer.from(',"document":'),
    document,
    Buffer.from('}'),
  ])
}
