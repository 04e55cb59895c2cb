import { expect, it, vi } from 'vitest'
import { CStoreClient } from './client.ts'
import { FakeServer } from './test-support/fake-server.ts'

/** Sends some lines, then breaks. */
const broken =
  (...ids: string[]) =>
  () => {
    const lines = ids.map((id) => `${JSON.stringify({ id })}\n`)
    const pieces = [...lines, '{"id":'].map((text) => new TextEncoder().encode(text))
    return new Response(
      new ReadableStream({
        pull(controller) {
          const piece = pieces.shift()
          if (piece) controller.enqueue(piece)
          else controller.error(new TypeError('terminated'))
        },
      }),
    )
  }

async function exported(server: FakeServer, retries: number): Promise<string[]> {
  const client = new CStoreClient({ url: 'http://x', fetch: server.fetch, retries })
  const ids: string[] = []
  for await (const { id } of client.collection('c').export({ after: '0' })) ids.push(id)
  return ids
}

it('an export goes on where it broke off', async () => {
  const server = new FakeServer(broken('1', '2'), broken('3'), () => new Response('{"id":"4"}\n'))
  expect(await exported(server, 1)).toEqual(['1', '2', '3', '4'])
  expect(server.requests.map(({ path }) => path.split('=')[1])).toEqual(['0', '2', '3'])
})

it('an export ends when it breaks off without progress, or is not to be repeated', async () => {
  const server = new FakeServer(broken('1'), broken())
  await expect(exported(server, 1)).rejects.toMatchObject({ code: 'CSTORE_CLIENT_NETWORK' })
  expect(server.requests).toHaveLength(2)
  const once = new FakeServer(broken('1'), broken())
  await expect(exported(once, 0)).rejects.toMatchObject({ code: 'CSTORE_CLIENT_NETWORK' })
  expect(once.requests).toHaveLength(1)
})

it('an export that is not wanted to its end is not read to its end', async () => {
  const cancel = vi.fn<() => void>()
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"id":"1"}\n')),
    cancel,
  })
  const server = new FakeServer(() => new Response(body))
  const client = new CStoreClient({ url: 'http://x', fetch: server.fetch })
  for await (const { id } of client.collection('c').export()) if (id === '1') break
  expect(cancel).toHaveBeenCalledOnce()
})
