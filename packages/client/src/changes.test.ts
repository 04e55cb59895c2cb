import { expect, it } from 'vitest'
import type { ChangeEvent, ChangeOptions } from './changes.ts'
import { followChanges } from './changes.ts'
import { CStoreError } from './client-errors.ts'
import { FakeServer, problem, socketError } from './test-support/fake-server.ts'

const OPENING = 'retry: 2000\nid: c0\n\n'
const change = (cursor: string, id: string): string =>
  `event: change\nid: ${cursor}\ndata: {"id":"${id}","op":"update","at":"2026-01-01T00:00:00Z"}\n\n`

/** Sends the pieces, then ends, or breaks. */
const stream =
  (pieces: readonly string[], end: 'ends' | 'breaks' = 'ends') =>
  () => {
    const left = pieces.map((text) => new TextEncoder().encode(text))
    return new Response(
      new ReadableStream({
        pull(controller) {
          const piece = left.shift()
          if (piece) controller.enqueue(piece)
          else if (end === 'ends') controller.close()
          else controller.error(new TypeError('terminated'))
        },
      }),
    )
  }

interface Told {
  readonly events: ChangeEvent<object>[]
  readonly broken: unknown[]
  readonly error: unknown
}

/** Until an error, or there are as many events. */
async function follow(
  server: FakeServer,
  count: number,
  options: ChangeOptions = {},
): Promise<Told> {
  const events: ChangeEvent<object>[] = []
  const broken: unknown[] = []
  const source = {
    transport: server.transport({ retries: 0 }),
    collection: 'movies',
    options: { onBroken: (error: unknown) => void broken.push(error), ...options },
  }
  try {
    for await (const event of followChanges(source)) if (events.push(event) === count) break
  } catch (error) {
    return { events, broken, error }
  }
  return { events, broken, error: null }
}

const short = (events: readonly ChangeEvent<object>[]): string[] =>
  events.map((event) => `${event.type} ${event.type === 'change' ? event.id : ''}@${event.cursor}`)

it('tells changes as they come, wherever the pieces are cut', async () => {
  const text = `${OPENING}${change('c1', 'ä')}: still here\nid: c2\n\nevent: reset\nid: c3\ndata: {}\n\n`
  const bytes = text.split('')
  const { events } = await follow(new FakeServer(stream(bytes)), 3)
  expect(short(events)).toEqual(['open @c0', 'change ä@c1', 'reset @c3'])
  expect(events[1]).toEqual({
    type: 'change',
    cursor: 'c1',
    id: 'ä',
    op: 'update',
    at: '2026-01-01T00:00:00Z',
  })
})

it('goes on where it was when the stream ends or breaks, after a pause', async () => {
  const server = new FakeServer(
    stream([OPENING, change('c1', 'a'), ': still here\nid: c2\n\n', 'event: change\nid: c3\nda']),
    stream([OPENING.replace('c0', 'c2'), change('c3', 'b')], 'breaks'),
    () => socketError('ECONNREFUSED'),
    stream([OPENING.replace('c0', 'c3'), change('c4', 'c')]),
  )
  const { events, broken } = await follow(server, 6, { after: 'c', documents: true })
  expect(short(events)).toEqual([
    'open @c0',
    'change a@c1',
    'open @c2',
    'change b@c3',
    'open @c3',
    'change c@c4',
  ])
  expect(server.requests.map(({ headers }) => headers.get('last-event-id'))).toEqual([
    'c',
    'c2',
    'c3',
    'c3',
  ])
  expect(server.requests[0]?.path).toBe('/collections/movies/changes?include=document')
  expect(broken).toEqual([null, expect.any(CStoreError), expect.any(CStoreError)])
  // As the server asks, with a back-off for what fails again and again.
  expect(server.pauses).toEqual([2050, 2050, 2100])
})

it('ends with what does not pass', async () => {
  const server = new FakeServer(stream([OPENING]), () => problem(401, 'CSTORE_ACCESS_KEY_INVALID'))
  const { events, error } = await follow(server, 9)
  expect(short(events)).toEqual(['open @c0'])
  expect(error).toMatchObject({ code: 'CSTORE_ACCESS_KEY_INVALID' })
})

it('ends with the reason of the signal', async () => {
  const controller = new AbortController()
  const server = new FakeServer(stream([OPENING]))
  const onBroken = (): void => controller.abort('enough')
  const { error } = await follow(server, 9, { signal: controller.signal, onBroken })
  expect(error).toBe('enough')
})
