/** A client of the change feed, as tests need it: it reads, waits for events, and goes away. */
import { get, type IncomingMessage } from 'node:http'

export interface SeenEvent {
  readonly event: string
  readonly id: string
  readonly data: Record<string, unknown>
}

export interface Following extends AsyncDisposable {
  readonly response: IncomingMessage
  /** What was seen so far. */
  readonly events: readonly SeenEvent[]
  /** Without resets: a log that is new tells one when the writes from before it must be over. */
  readonly changes: readonly SeenEvent[]
  /** Of the last block, event or not. */
  readonly lastId: string
  readonly ended: boolean
  /** Resolves when `enough` says so. @throws when the stream ends before, or after `timeoutMs` */
  until(enough: (events: readonly SeenEvent[]) => boolean, timeoutMs?: number): Promise<void>
  /** Resolves when the server has ended the stream. */
  readonly end: Promise<void>
}

export interface FollowOptions {
  readonly url: string
  readonly key: string | null
  readonly lastEventId?: string
  readonly query?: string
}

export async function follow(path: string, options: FollowOptions): Promise<Following> {
  const { url, key, lastEventId, query = '' } = options
  // Not by `fetch`: it opens a connection in place of one that was aborted, and keeps it.
  const sent = get(`${url}${path}${query}`, {
    agent: false,
    headers: {
      accept: 'text/event-stream',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  })
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve)
    sent.once('error', reject)
  })
  const state = { events: [] as SeenEvent[], lastId: '', ended: false, text: '' }
  const waiting = new Set<() => void>()
  const wake = (): void => waiting.forEach((look) => look())
  const end = readAll(response, state, wake).finally(() => {
    state.ended = true
    wake()
  })
  end.catch(() => undefined)
  return {
    response,
    get events() {
      return state.events
    },
    get changes() {
      return state.events.filter(({ event }) => event === 'change')
    },
    get lastId() {
      return state.lastId
    },
    get ended() {
      return state.ended
    },
    end,
    until: (enough, timeoutMs = 15_000) =>
      new Promise<void>((resolve, reject) => {
        const finish = (settle: () => void): void => {
          clearTimeout(timer)
          waiting.delete(look)
          settle()
        }
        const fail = (why: string): void =>
          finish(() => reject(new Error(`${why}; seen: ${JSON.stringify(state.events.slice(-5))}`)))
        const timer = setTimeout(() => fail('The events did not come'), timeoutMs)
        const look = (): void => {
          if (enough(state.events)) finish(resolve)
          else if (state.ended) fail('The stream ended')
        }
        waiting.add(look)
        look()
      }),
    [Symbol.asyncDispose]: async () => {
      response.destroy()
      await end.catch(() => undefined)
    },
  }
}

async function readAll(
  body: AsyncIterable<Buffer>,
  state: { events: SeenEvent[]; lastId: string; text: string },
  wake: () => void,
): Promise<void> {
  const decoder = new TextDecoder()
  for await (const chunk of body) {
    state.text += decoder.decode(chunk, { stream: true })
    const blocks = state.text.split('\n\n')
    state.text = blocks.pop() ?? ''
    for (const block of blocks) take(block, state)
    wake()
  }
}

function take(block: string, state: { events: SeenEvent[]; lastId: string }): void {
  const lines = block.split('\n').map((line) => /^(\w*): (.*)$/.exec(line) ?? [])
  const field = (wanted: string): string | undefined =>
    lines.find(([, name]) => name === wanted)?.[2]
  state.lastId = field('id') ?? state.lastId
  const data = field('data')
  if (data === undefined) return
  state.events.push({
    event: field('event') ?? 'message',
    id: state.lastId,
    data: { ...Object(JSON.parse(data)) },
  })
}
