import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

const C = '/api/v1/collections/movies'

let deployment: TestDeployment
let api: TestApi
let other: TestApi
let client: MongoClient

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  other = await deployment.start()
  client = new MongoClient(deployment.mongoUri)
  for (const name of ['movies', 'books']) {
    const settings = { cache: { listTtlMs: 600_000 } }
    await api.request(`/api/v1/collections/${name}`, { method: 'PUT', body: settings })
  }
})
afterAll(async () => {
  await client.close()
  await deployment[Symbol.asyncDispose]()
})

const read = async (path: string, at = other): Promise<readonly [string | undefined, string]> => {
  const response = await at.request(path)
  const status = response.headers.get('cache-status') ?? ''
  return [/hit|fwd/.exec(status)?.[0], await response.text()]
}

it('makes everything cached of a collection unreachable on every process', async () => {
  const documents = client.db(deployment.database).collection<{ _id: string; n?: number }>('movies')
  const ids = Array.from({ length: 50 }, (_, n) => `ü/${n}:{}`)
  await documents.insertMany(ids.map((_id) => ({ _id, n: 1 })))
  await api.request('/api/v1/collections/books/documents/b', { method: 'PUT', body: {} })
  const one = (id: string): string => `${C}/documents/${encodeURIComponent(id)}`
  const paths = [...ids.map(one), one('absent'), one('deleted'), `${C}/documents?limit=1000`]
  const book = '/api/v1/collections/books/documents/b'
  await documents.insertOne({ _id: 'deleted', n: 1 })
  for (const path of [...paths, book]) {
    await read(path)
    expect((await read(path))[0]).toBe('hit')
  }
  // Another program, of which CStore hears nothing.
  await documents.updateMany({}, { $set: { n: 2 } })
  await documents.deleteOne({ _id: 'deleted' })
  await documents.insertOne({ _id: 'absent', n: 2 })
  expect((await read(one('deleted')))[1]).toContain('"n":1')
  expect((await api.request(`${C}/purge`, { method: 'POST' })).status).toBe(204)
  for (const path of paths) {
    const [how, body] = await read(path)
    expect(how).toBe('fwd')
    expect(body).not.toContain('"n":1')
  }
  expect((await read(one('absent')))[1]).toContain('"n":2')
  expect((await read(one('deleted')))[1]).toContain('NOT_FOUND')
  expect((await read(book))[0]).toBe('hit')
})
