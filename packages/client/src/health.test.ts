import { expect, it } from 'vitest'
import { CStoreClient } from './client.ts'
import { FakeServer, json } from './test-support/fake-server.ts'

const DOWN = { status: 'down', checks: { mongodb: 'down', cache: 'ok' } }

const healthOf = (server: FakeServer) =>
  new CStoreClient({ url: 'http://cstore.test', fetch: server.fetch, retries: 0 }).health()

it('a server that is down says so', async () => {
  const server = new FakeServer(() => json(DOWN, { status: 503 }))
  expect(await healthOf(server)).toEqual(DOWN)
})

it('something before it that is down is no answer of the server', async () => {
  const server = new FakeServer(() => new Response('<html>', { status: 503 }))
  await expect(healthOf(server)).rejects.toMatchObject({
    code: 'CSTORE_CLIENT_ANSWER',
    status: 503,
  })
})
