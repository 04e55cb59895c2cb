import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient, ObjectId } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

/** How long a process may go on serving a collection that is marked: see start-api.ts. */
const VIEW_MAX_AGE_MS = 200

let deployment: TestDeployment
let api: TestApi
let mongo: MongoClient

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  mongo = await new MongoClient(deployment.mongoUri).connect()
})
afterAll(async () => {
  await mongo.close()
  await deployment[Symbol.asyncDispose]()
})

const collection = (name: string): string => `/api/v1/collections/${name}`
const put = (name: string, body: object) => api.request(collection(name), { method: 'PUT', body })
const remove = (name: string) => api.request(collection(name), { method: 'DELETE' })
const records = () =>
  mongo.db(deployment.database).collection<{ _id: string }>('cstore.collections')
const json = async (path: string): Promise<unknown> => (await api.request(path)).json()

describe('a collection', () => {
  it('is created with its settings, defaults filled in, and replaced whole', async () => {
    const created = await put('first', { publicRead: true, cache: { ttlMs: 1000 } })
    expect([created.status, created.headers.get('location')]).toEqual([201, collection('first')])
    expect(await created.json()).toEqual({
      name: 'first',
      settings: {
        publicRead: true,
        cache: {
          ttlMs: 1000,
          staleMs: 600_000,
          negativeTtlMs: 30_000,
          listTtlMs: 10_000,
          near: false,
        },
        indexes: [],
      },
    })
    const replaced = await put('first', {})
    expect(replaced.status).toBe(200)
    expect(await replaced.json()).toMatchObject({
      settings: { publicRead: false, cache: { ttlMs: 300_000 } },
    })
  })

  it('is listed', async () => {
    await put('second', {})
    const { collections } = Object(await json('/api/v1/collections'))
    expect(collections).toContainEqual(expect.objectContaining({ name: 'second' }))
  })

  it('builds its indexes in the background and shows their state', async () => {
    await put('indexed', { indexes: [{ fields: { sku: 1 }, unique: true }] })
    await expect
      .poll(async () => Object(await json(collection('indexed'))).indexes)
      .toContainEqual({
        name: expect.any(String),
        fields: { sku: 1 },
        unique: true,
        state: 'ready',
      })
    await api.request(`${collection('indexed')}/documents`, { body: { sku: 1 } })
    const second = await api.request(`${collection('indexed')}/documents`, { body: { sku: 1 } })
    expect([second.status, await second.json()]).toMatchObject([
      409,
      { code: 'CSTORE_STORE_UNIQUE_VIOLATION' },
    ])
  })

  it('holds documents to its JSON Schema', async () => {
    const schema = { required: ['title'], properties: { year: { type: 'integer', minimum: 1888 } } }
    await put('strict', { schema })
    const documents = `${collection('strict')}/documents`
    const refused = await api.request(documents, { body: { title: 'x', year: 3 } })
    expect([refused.status, await refused.json()]).toMatchObject([
      422,
      { code: 'CSTORE_DOCUMENT_SCHEMA_VIOLATED', errors: [{ pointer: '/year' }] },
    ])
    const taken = await api.request(`${documents}/a`, {
      method: 'PUT',
      body: { title: 'x', year: 1985 },
    })
    expect(taken.status).toBe(201)
    const patched = await api.request(`${documents}/a`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { title: null },
    })
    expect(patched.status).toBe(422)
    expect(await json(`${documents}/a`)).toEqual({ id: 'a', title: 'x', year: 1985 })
  })

  it('begins empty when it is made again', async () => {
    await put('again', {})
    await api.request(`${collection('again')}/documents/a`, { method: 'PUT', body: { n: 1 } })
    await api.request(`${collection('again')}/documents/a`)
    expect((await api.request(collection('again'), { method: 'DELETE' })).status).toBe(204)
    expect((await api.request(collection('again'))).status).toBe(404)
    await put('again', {})
    expect((await api.request(`${collection('again')}/documents/a`)).status).toBe(404)
  })
})

describe('a collection that is being deleted', () => {
  it('stays for as long as every process needs to notice, however often it is deleted', async () => {
    await put('twice', {})
    const document = `${collection('twice')}/documents/a`
    await api.request(document, { method: 'PUT', body: {} })
    const rows = mongo.db(deployment.database).collection('twice')
    // As if an earlier deletion had been cut off: it may have been only a moment ago.
    await records().updateOne({ _id: 'twice' }, { $set: { deleting: true } })
    const startedMs = performance.now()
    const removals = [remove('twice'), remove('twice')]
    while ((await rows.countDocuments()) > 0) await sleep(5)
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(VIEW_MAX_AGE_MS)
    const statuses = (await Promise.all(removals)).map(({ status }) => status)
    // 404 is for one that began after the other had ended.
    expect([
      [204, 204],
      [204, 404],
      [404, 204],
    ]).toContainEqual(statuses)
    expect((await remove('twice')).status).toBe(404)
  })

  it('cannot be made again before it is gone, and goes when a deletion cut off is repeated', async () => {
    await put('halfway', {})
    await records().updateOne({ _id: 'halfway' }, { $set: { deleting: true } })
    const refused = await put('halfway', {})
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([409, '1'])
    expect(await refused.json()).toMatchObject({ code: 'CSTORE_STORE_COLLECTION_DELETING' })
    expect((await remove('halfway')).status).toBe(204)
    expect((await put('halfway', {})).status).toBe(201)
  })
})

describe('a collection that another program writes to', () => {
  it('is read with all its types of ids', async () => {
    const rows = mongo.db(deployment.database).collection<{ _id: unknown; n: number }>('foreign')
    const oid = new ObjectId()
    await rows.insertMany([
      { _id: oid, n: 1 },
      { _id: 42, n: 2 },
      { _id: 'text', n: 3 },
    ])
    expect((await api.request(collection('foreign'))).status).toBe(404)
    await put('foreign', {})
    const documents = `${collection('foreign')}/documents`
    expect(await json(`${documents}/~oid:${oid.toHexString()}`)).toMatchObject({ n: 1 })
    expect(await json(`${documents}/~n:42`)).toMatchObject({ n: 2 })
    const read = await api.request(`${documents}/text`)
    expect(read.headers.get('etag')).toMatch(/^"0-/)
    expect(read.headers.get('last-modified')).toBeNull()
  })
})
