import { describe, expect, it } from 'vitest'
import { CStoreError } from './client-errors.ts'
import { FakeServer, json, problem } from './test-support/fake-server.ts'
import { ManualClock } from './test-support/manual-clock.ts'
import { Transport } from './transport.ts'

const GET = { method: 'GET', path: '/x', effect: 'none' } as const
const never: typeof fetch = (_input, init) =>
  new Promise((_resolve, reject) => {
    const onAbort = (): void => reject(init?.signal?.reason)
    if (init?.signal?.aborted === true) onAbort()
    init?.signal?.addEventListener('abort', onAbort)
  })

describe('an attempt', () => {
  it('ends when its time is over', async () => {
    const clock = new ManualClock()
    const options = { url: 'http://cstore.test', fetch: never, retries: 0 }
    const answer = new Transport({ ...options, timeoutMs: 70 }, clock).send(GET)
    await Promise.resolve()
    clock.pass()
    await expect(answer).rejects.toMatchObject({ code: 'CSTORE_CLIENT_TIMEOUT', status: 0 })
    expect(clock.delays).toEqual([70])
    expect(clock.running).toBe(0)
  })

  it('leaves no timer behind, whichever way it ends', async () => {
    for (const reply of [() => json({}), () => problem(400, 'X'), () => new Error('lost')]) {
      const clock = new ManualClock()
      const { fetch } = new FakeServer(reply)
      const transport = new Transport({ url: 'http://cstore.test', fetch, retries: 0 }, clock)
      await transport.send(GET).catch(() => undefined)
      expect(clock.delays).toEqual([30_000])
      expect(clock.running).toBe(0)
    }
  })

  it('ends with the reason of the caller', async () => {
    const reason = new Error('enough')
    const transport = new Transport({ url: 'http://cstore.test', fetch: never })
    const answer = transport.send({ ...GET, options: { signal: AbortSignal.abort(reason) } })
    await expect(answer).rejects.toBe(reason)
  })
})

describe('an answer that is no success', () => {
  it('is an error with all that the problem says', async () => {
    const errors = [{ pointer: '/year', detail: 'must be integer' }]
    const body = { status: 422, code: 'CSTORE_Y', detail: 'Mend it.', errors, instance: 'r-1' }
    const server = new FakeServer(() => json(body, { status: 422 }))
    await expect(server.transport().send(GET)).rejects.toMatchObject({
      name: 'CStoreError',
      message: 'Mend it.',
      code: 'CSTORE_Y',
      status: 422,
      detail: 'Mend it.',
      errors,
      requestId: 'r-1',
      isConflict: false,
    })
  })

  it.each([
    ['of something else', () => new Response('<html>', { status: 404 }), 404],
    ['of something else in JSON', () => json({ error: 'no' }, { status: 403 }), 403],
    ['that leads elsewhere', () => new Response(null, { status: 307 }), 307],
    ['that leads elsewhere, in a browser', () => Response.error(), 302],
  ])('is told from CStore’s: one %s', async (_name, reply, status) => {
    const server = new FakeServer(reply)
    await expect(server.transport().send(GET)).rejects.toMatchObject({
      code: 'CSTORE_CLIENT_ANSWER',
      status,
    })
    expect(server.requests).toHaveLength(1)
  })
})

it('follows no redirect, which could show the key to somebody else', async () => {
  const followed: unknown[] = []
  const fetch: typeof globalThis.fetch = (_input, init) => {
    followed.push(init?.redirect)
    return Promise.resolve(json({}))
  }
  await new Transport({ url: 'http://cstore.test', fetch }).send(GET)
  expect(followed).toEqual(['manual'])
})

describe('the address and the key', () => {
  it.each(['nonsense', 'ftp://host', 'http://user:secret@host', ''])('cannot be %s', (url) => {
    expect(() => new Transport({ url })).toThrow(/^Expected `url` (?!.*secret)/)
  })

  it('may have a path', async () => {
    const server = new FakeServer(() => json({}))
    const seen: string[] = []
    const fetch: typeof globalThis.fetch = (input, init) => {
      seen.push(String(input instanceof Request ? input.url : input))
      return server.fetch(input, init)
    }
    await server.transport({ url: 'https://host/base//?x#y', fetch }).send(GET)
    expect(seen).toEqual(['https://host/base/api/v1/x'])
  })

  it('is not shown when it cannot be a key', async () => {
    const url = 'http://cstore.test'
    expect(() => new Transport({ url, key: 'two words' })).toThrow(
      /^Expected `key` (?!.*two words)/,
    )
    const server = new FakeServer(() => json({}))
    const transport = server.transport({ key: () => 'line\nbreak' })
    await expect(transport.send(GET)).rejects.toBeInstanceOf(CStoreError)
    expect([server.requests, server.pauses]).toEqual([[], []])
  })

  it('comes from a function whose own failure is shown as it is', async () => {
    const reason = new Error('signed out')
    const key = (): Promise<string> => Promise.reject(reason)
    const transport = new FakeServer(() => json({})).transport({ key })
    await expect(transport.send(GET)).rejects.toBe(reason)
  })
})
