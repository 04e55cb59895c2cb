import { expect, it } from 'vitest'
import { CStoreClient } from '../src/index.ts'
import { ADMIN_KEY, startServer } from './start-server.ts'

/** What others of the client do as well. */
const LEFT_OUT = [
  // `POST …/query` is the same, without bounds on how long it is.
  'GET /api/v1/collections/{collection}/documents',
  // For those who start and stop servers; `/api/health` has both.
  'GET /api/health/live',
  'GET /api/health/ready',
]

async function describedRoutes(url: string): Promise<string[]> {
  const { paths } = Object(await (await fetch(`${url}/api/v1/openapi.json`)).json())
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(Object(methods))
      .filter((method) => method !== 'head')
      .map((method) => `${method.toUpperCase()} ${path}`),
  )
}

/** Calls everything there is. */
async function callAll(client: CStoreClient): Promise<void> {
  await client.health()
  await client.access()
  await client.stats()
  await client.putSettings('songs', {})
  await client.settings('songs')
  await client.collections()
  await client.validate('songs', { schema: {} })
  const songs = client.collection('songs')
  await songs.create({ id: 'a' })
  await songs.get('a')
  await songs.getMany(['a'])
  await songs.put('a', {})
  await songs.patch('a', {})
  await songs.list()
  await songs.import([{}])
  for await (const { id } of songs.export()) expect(id).toBeTypeOf('string')
  for await (const { event } of songs.changes()) if (event === 'reset') break
  await songs.purge()
  await songs.purge('a')
  await songs.delete('a')
  await client.deleteCollection('songs')
  const { id } = await client.keys.create({ name: 'k', role: 'reader' })
  await client.keys.list()
  await client.keys.rotate(id)
  await client.keys.revoke(id)
}

it('reaches every route that the server describes', async () => {
  await using server = await startServer()
  const sent: string[] = []
  const client = new CStoreClient({
    url: server.url,
    key: ADMIN_KEY,
    fetch: (input, init) => {
      sent.push(`${init?.method} ${new URL(input instanceof Request ? input.url : input).pathname}`)
      return fetch(input, init)
    },
  })
  await callAll(client)
  const described = await describedRoutes(server.url)
  expect(described.length).toBeGreaterThan(20)
  const isSent = (route: string): boolean =>
    sent.some((one) => new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(one))
  const unreached = described.filter((route) => !isSent(route))
  expect(unreached.toSorted()).toEqual(LEFT_OUT.toSorted())
})
