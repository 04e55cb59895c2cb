import { MongoClient } from 'mongodb'
import { Double, Long } from 'mongodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

const C = '/api/v1/collections/movies'
const ONE = `${C}/documents/brazil`

let deployment: TestDeployment
let api: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  await api.request(C, { method: 'PUT', body: {} })
})
afterAll(() => deployment[Symbol.asyncDispose]())

const patch = (operations: readonly object[], headers: Record<string, string> = {}) =>
  api.request(ONE, {
    method: 'PATCH',
    body: operations,
    headers: { 'content-type': 'application/json-patch+json', ...headers },
  })

it('changes a document by JSON Patch, as readers see it', async () => {
  await api.request(ONE, { method: 'PUT', body: { title: 'Brazil', genres: ['Drama'] } })
  const patched = await patch([
    { op: 'test', path: '/id', value: 'brazil' },
    { op: 'add', path: '/genres/0', value: 'Satire' },
    { op: 'copy', from: '/title', path: '/original' },
    { op: 'remove', path: '/title' },
  ])
  expect([patched.status, patched.headers.get('etag')?.slice(0, 3)]).toEqual([200, '"2-'])
  const document = { id: 'brazil', genres: ['Satire', 'Drama'], original: 'Brazil' }
  expect(await patched.json()).toEqual(document)
  expect(await (await api.request(ONE)).json()).toEqual(document)
})

it('is bound to the version that If-Match names', async () => {
  const made = await api.request(ONE, { method: 'PUT', body: { n: 1 } })
  const etag = made.headers.get('etag') ?? ''
  const add = [{ op: 'replace', path: '/n', value: 2 }]
  expect((await patch(add, { 'if-match': etag })).status).toBe(200)
  expect((await patch(add, { 'if-match': etag })).status).toBe(412)
})

it('leaves the types of what it does not touch', async () => {
  await using client = new MongoClient(deployment.mongoUri)
  const documents = client.db(deployment.database).collection<{ _id: string }>('movies')
  const big = Long.fromString('9007199254740993')
  await documents.replaceOne(
    { _id: 'brazil' },
    Object.assign({ a: { big, half: new Double(1), at: new Date(5), n: 1 } }),
    { upsert: true },
  )
  const patched = await patch([{ op: 'replace', path: '/a/n', value: 2 }])
  expect(patched.status).toBe(200)
  const stored = await documents.findOne({ _id: 'brazil' }, { promoteValues: false })
  expect(Object(stored).a).toMatchObject({ big, half: new Double(1), at: new Date(5) })
})

it('has no lost update among many patches', async () => {
  await api.request(ONE, { method: 'PUT', body: { list: [] } })
  const patches = Array.from({ length: 20 }, (_, n) =>
    patch([{ op: 'add', path: '/list/-', value: n }]),
  )
  for (const { status } of await Promise.all(patches)) expect(status).toBe(200)
  const { list } = Object(await (await api.request(ONE)).json())
  expect(list.toSorted((one: number, other: number) => one - other)).toEqual(
    Array.from({ length: 20 }, (_, n) => n),
  )
})

it('says which media types a PATCH may have', async () => {
  const refused = await api.request(ONE, { method: 'PATCH', body: {} })
  expect(refused.headers.get('accept-patch')).toBe(
    'application/merge-patch+json, application/json-patch+json',
  )
})
