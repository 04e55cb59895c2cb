import { expect, it } from 'vitest'
import { importDocuments } from './import.ts'
import { json } from './test-support/fake-server.ts'
import { ManualClock } from './test-support/manual-clock.ts'
import { Transport } from './transport.ts'

const EXPORT = { method: 'GET', path: '/export', effect: 'none' } as const

/** A server whose answer a test sends piece by piece. */
function startAnswer(clock: ManualClock) {
  let answer: ReadableStreamDefaultController<Uint8Array> | null = null
  const fetch: typeof globalThis.fetch = (_input, init) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        answer = controller
        init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason))
      },
    })
    return Promise.resolve(new Response(body))
  }
  const transport = new Transport({ url: 'http://cstore.test', fetch, timeoutMs: 70 }, clock)
  return { transport, send: (text: string) => answer?.enqueue(new TextEncoder().encode(text)) }
}

it('an answer that comes in pieces may take any time as long as they come', async () => {
  const clock = new ManualClock()
  const { transport, send } = startAnswer(clock)
  const pieces = transport.stream(EXPORT)
  for (const text of ['a', 'b', 'c']) {
    const next = pieces.next()
    await untilTimersRun(clock)
    send(text)
    expect((await next).value).toEqual(new TextEncoder().encode(text))
    // Whoever takes the pieces may take their time.
    expect(clock.running).toBe(0)
  }
  const stalled = pieces.next()
  await untilTimersRun(clock)
  clock.pass()
  await expect(stalled).rejects.toMatchObject({ code: 'CSTORE_CLIENT_TIMEOUT' })
  expect(clock.running).toBe(0)
})

it('a source of documents may take any time, the server that takes them may not', async () => {
  const clock = new ManualClock()
  const running: number[] = []
  async function* source(): AsyncGenerator<{ id: string }> {
    for (const id of ['a', 'b']) {
      running.push(clock.running)
      yield await Promise.resolve({ id })
    }
    running.push(clock.running)
  }
  const fetch: typeof globalThis.fetch = async (_input, init) => {
    running.push(clock.running)
    await new Response(init?.body).text()
    running.push(clock.running)
    return json({ inserted: 2, replaced: 0, failed: 0, lastLine: 2, errors: [] })
  }
  const transport = new Transport({ url: 'http://cstore.test', fetch, timeoutMs: 70 }, clock)
  const target = { transport, collection: 'c', options: { streaming: true } }
  expect(await importDocuments(source(), target)).toMatchObject({ inserted: 2 })
  // None while the source is asked; one before, and one while the answer is waited for.
  const asked = running.filter((timers) => timers === 0)
  expect([asked.length, running.length, running.at(-1)]).toEqual([3, 5, 1])
  expect(clock.running).toBe(0)
})

/** Takes the beginning of a body and wants no more. */
const takeOnePiece: typeof globalThis.fetch = async (_input, init) => {
  const reader = new Response(init?.body).body?.getReader()
  await reader?.read()
  await reader?.cancel()
  throw new TypeError('fetch failed')
}

it('a source is closed when its documents are wanted no more', async () => {
  let closed = false
  async function* source(): AsyncGenerator<{ id: string }> {
    try {
      for (let n = 0; ; n++) yield await Promise.resolve({ id: `${n}` })
    } finally {
      closed = true
    }
  }
  const transport = new Transport({ url: 'http://cstore.test', fetch: takeOnePiece })
  const target = { transport, collection: 'c', options: { streaming: true } }
  await expect(importDocuments(source(), target)).rejects.toMatchObject({ mayHaveBeenDone: true })
  expect(closed).toBe(true)
})

async function untilTimersRun(clock: ManualClock): Promise<void> {
  while (clock.running === 0) await Promise.resolve()
}
