import { describe, expect, it, vi } from 'vitest'
import type { StreamState } from './changes.ts'
import { Collection } from './collection.ts'
import { FakeServer, problem } from './test-support/fake-server.ts'

const OPENING = 'retry: 2000\nid: c0\n\n'
const HEARTBEAT = 'id: c9\n: still here\n\n'

const changed = (cursor: string, id = 'a'): string =>
  `event: change\nid: ${cursor}\ndata: {"id":"${id}","op":"update","version":2,"at":"now"}\n\n`

/** Sends this in pieces, and then breaks, ends or stays open. */
const stream =
  (text: string, end: 'breaks' | 'ends' | 'stays' = 'breaks', cancel = () => undefined) =>
  () => {
    const bytes = new TextEncoder().encode(text)
    const pieces = [bytes.slice(0, 7), bytes.slice(7, 9), bytes.slice(9)]
    return new Response(
      new ReadableStream({
        pull(controller) {
          const piece = pieces.shift()
          if (piece) controller.enqueue(piece)
          else if (end === 'ends') controller.close()
          else if (end === 'breaks') controller.error(new TypeError('terminated'))
        },
        cancel,
      }),
    )
  }

const lost = (): Response => problem(404, 'CSTORE_COLLECTION_NOT_FOUND')

const follow = (server: FakeServer, options = {}, retries = 0) =>
  new Collection('c', { transport: server.transport({ retries }), etags: null }).changes(options)

/** What was told before it failed, and how. */
async function told(changes: AsyncIterable<{ event: string; cursor: string }>) {
  const seen: string[] = []
  try {
    for await (const { event, cursor } of changes) seen.push(`${event} ${cursor}`)
  } catch (error) {
    return [seen, Object(error).code]
  }
  return [seen]
}

describe('changes', () => {
  it('begin with a reset, so that what is read from then on is a whole', async () => {
    const server = new FakeServer(stream(`${OPENING}${HEARTBEAT}${changed('c10')}`))
    const changes = follow(server)
    expect(await changes.next()).toEqual({ done: false, value: { event: 'reset', cursor: 'c0' } })
    expect((await changes.next()).value).toEqual({
      event: 'change',
      id: 'a',
      op: 'update',
      version: 2,
      at: 'now',
      cursor: 'c10',
    })
    expect(server.requests[0]?.path).toBe('/collections/c/changes')
  })

  it('say when they are begun, and why they are begun again', async () => {
    const server = new FakeServer(stream(OPENING + HEARTBEAT, 'ends'), stream(changed('c11')), lost)
    const states: string[] = []
    const onState = (state: StreamState): void =>
      void states.push(state.isOpen ? 'open' : (state.failure?.code ?? 'ended'))
    await told(follow(server, { onState }, 1))
    expect(states).toEqual(['open', 'ended', 'open', 'CSTORE_CLIENT_NETWORK'])
  })

  it('go on where they were, whoever ended them, without another reset', async () => {
    const server = new FakeServer(
      stream(OPENING + changed('c1')),
      stream(`${HEARTBEAT}event: change\nid: c1`, 'ends'),
      () => problem(503, 'CSTORE_FEED_FULL', { retryAfter: '5' }),
      () => new TypeError('fetch failed'),
      stream(changed('c11')),
      lost,
    )
    expect(await told(follow(server, { documents: true }, 1))).toEqual([
      ['reset c0', 'change c1', 'change c11'],
      'CSTORE_COLLECTION_NOT_FOUND',
    ])
    const cursors = server.requests.map(
      ({ path }) => /after=(\w+)&include=document/.exec(path)?.[1],
    )
    expect(cursors).toEqual([undefined, 'c1', 'c9', 'c9', 'c9', 'c11'])
  })

  it('given where to begin, begin there, and tell of a reset only if there is one', async () => {
    const reset = 'event: reset\nid: c5\ndata: {}\n\n'
    const server = new FakeServer(stream(OPENING + changed('c4') + reset), lost)
    expect(await told(follow(server, { after: 'c3' }, 1))).toEqual([
      ['change c4', 'reset c5'],
      'CSTORE_COLLECTION_NOT_FOUND',
    ])
    expect(server.requests.map(({ path }) => path.split('after=')[1])).toEqual(['c3', 'c5'])
  })

  it('keep their place when something in between says that it is alive', async () => {
    const server = new FakeServer(stream(`: ping\n\n${OPENING}${changed('c1')}: ping\n\n`), lost)
    expect(await told(follow(server, {}, 1))).toEqual([
      ['reset c0', 'change c1'],
      'CSTORE_COLLECTION_NOT_FOUND',
    ])
    expect(server.requests[1]?.path).toContain('after=c1')
  })

  it('are not awaited from what is no stream of them', async () => {
    const server = new FakeServer(() => new Response('<html>\n\n</html>'))
    expect(await told(follow(server, {}, 1))).toEqual([[], 'CSTORE_CLIENT_ANSWER'])
    expect(server.requests).toHaveLength(1)
  })

  it('fail as other calls do when they cannot begin, or are not to be repeated', async () => {
    const away = new FakeServer(() => new TypeError('fetch failed'))
    expect(await told(follow(away, {}, 2))).toEqual([[], 'CSTORE_CLIENT_NETWORK'])
    expect(away.requests).toHaveLength(3)
    const once = new FakeServer(stream(OPENING))
    expect(await told(follow(once))).toEqual([['reset c0'], 'CSTORE_CLIENT_NETWORK'])
  })

  it('end when nobody wants them any more', async () => {
    const cancel = vi.fn<() => undefined>()
    const left = new FakeServer(stream(OPENING + changed('c1'), 'stays', cancel))
    for await (const { event } of follow(left)) if (event === 'reset') break
    expect(cancel).toHaveBeenCalledOnce()
    const enough = new AbortController()
    const server = new FakeServer(stream(OPENING))
    const changes = follow(server, { signal: enough.signal }, 1)
    await changes.next()
    enough.abort(new Error('enough'))
    await expect(changes.next()).rejects.toThrow('enough')
  })
})
