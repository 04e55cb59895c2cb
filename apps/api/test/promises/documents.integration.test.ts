import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from '../start-api.ts'
import { C, D, jsonPatch, ONE, patch, post, put } from '../wrong-input/row.ts'

let deployment: TestDeployment
let api: TestApi
let mongo: MongoClient

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  mongo = await MongoClient.connect(deployment.mongoUri)
  await api.request(C, put({}))
})
afterAll(async () => {
  await mongo.close()
  await deployment[Symbol.asyncDispose]()
})

interface Row {
  readonly _id: string | number
  readonly [field: string]: unknown
}

const rows = () => mongo.db(deployment.database).collection<Row>('movies')

const etagOf = ({ headers }: Response): string => headers.get('etag') ?? ''

const json = async (answer: Response): Promise<unknown> => answer.json()

/** A document with these fields; its entity tag. */
const written = async (fields: object): Promise<string> =>
  etagOf(await api.request(ONE, put(fields)))

describe('a document', () => {
  it('A document is a JSON object with a string `id`; without one it gets a UUID of version 7', async () => {
    const made = await json(await api.request(D, post({ title: 'Alien' })))
    expect(made).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f-]{16}$/),
      title: 'Alien',
    })
    expect((await api.request(D, post({ id: 7 }))).status).toBe(400)
  })

  it('Its fields are stored at top level as they are; what CStore adds is in `_cstore` alone', async () => {
    await api.request(`${D}/stored`, put({ title: 'Alien', cast: { lead: 'Weaver' }, year: 1979 }))
    await api.request(`${D}/stored`, patch({ year: null }))
    expect(await rows().findOne({ _id: 'stored' })).toEqual({
      _id: 'stored',
      title: 'Alien',
      cast: { lead: 'Weaver' },
      _cstore: { v: 2, createdAt: expect.any(Date), updatedAt: expect.any(Date) },
    })
  })

  it('One that another program wrote reads as version 0, whatever its type of id, until it is written here', async () => {
    const id = '0123456789abcdef01234567'
    await rows().insertOne({ _id: 42, title: 'Heat' })
    const read = await api.request(`${D}/~n:42?meta=true`)
    expect([etagOf(read), await json(read)]).toEqual([
      expect.stringMatching(/^"0-/),
      { id: '~n:42', title: 'Heat', _meta: { version: 0 } },
    ])
    expect((await api.request(`${D}/~oid:${id}`)).status).toBe(404)
    expect(etagOf(await api.request(`${D}/~n:42`, patch({ year: 1995 })))).toMatch(/^"1-/)
  })

  it('BSON types outside JSON travel as relaxed Extended JSON v2', async () => {
    const fields = {
      at: { $date: '2026-01-02T03:04:05.678Z' },
      ref: { $oid: '0123456789abcdef01234567' },
      price: { $numberDecimal: '12.30' },
      bytes: { $binary: { base64: 'AAEC', subType: '00' } },
    }
    await written({ ...fields, n: { $numberInt: '5' } })
    expect(await json(await api.request(ONE))).toEqual({ id: 'brazil', ...fields, n: 5 })
  })

  it('Its version and times travel in `ETag` and `Last-Modified`, and with `meta=true` as `_meta`', async () => {
    await written({ n: 1 })
    const read = await api.request(`${ONE}?meta=true`)
    const { _meta: meta } = Object(await json(read))
    expect(etagOf(read)).toMatch(new RegExp(`^"${meta.version}-`))
    const seconds = Math.floor(Date.parse(meta.updatedAt) / 1000)
    expect(Date.parse(read.headers.get('last-modified') ?? '') / 1000).toBe(seconds)
    expect(meta.createdAt <= meta.updatedAt).toBe(true)
  })
})

describe('the routes of documents', () => {
  it('`POST …/documents` creates: 201 with `Location` and `ETag`, once for each `Idempotency-Key`', async () => {
    const request = { ...post({ title: 'Brazil' }), headers: { 'idempotency-key': 'once' } }
    const [first, second] = [await api.request(D, request), await api.request(D, request)]
    expect([first.status, second.status, etagOf(second)]).toEqual([201, 201, etagOf(first)])
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    const location = first.headers.get('location') ?? ''
    expect(await json(await api.request(location))).toEqual(await json(first))
    expect(second.headers.get('location')).toBe(location)
  })

  it('`GET …/documents/{id}` reads, through the cache; `If-None-Match` is answered 304', async () => {
    const etag = await written({ n: 1 })
    const read = await api.request(ONE)
    expect([etagOf(read), await json(read)]).toEqual([etag, { id: 'brazil', n: 1 }])
    const again = await api.request(ONE, { headers: { 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  it('`HEAD …/documents/{id}` answers as GET, without the document', async () => {
    await written({ n: 1 })
    const [read, head] = [await api.request(ONE), await api.request(ONE, { method: 'HEAD' })]
    expect([head.status, await head.text()]).toEqual([200, ''])
    for (const field of ['etag', 'last-modified', 'content-type', 'content-length']) {
      expect([field, head.headers.get(field)]).toEqual([field, read.headers.get(field)])
    }
  })

  it('`Cache-Control: no-cache` from a client with a key passes the cache by and refreshes it', async () => {
    await written({ n: 1 })
    await api.request(ONE)
    await rows().updateOne({ _id: 'brazil' }, { $set: { n: 2 } })
    expect(await json(await api.request(ONE))).toMatchObject({ n: 1 })
    await api.request(ONE, { headers: { 'cache-control': 'no-cache' } })
    expect(await json(await api.request(ONE))).toMatchObject({ n: 2 })
  })

  it('`fields=` gives those fields and the id', async () => {
    await written({ title: 'Brazil', cast: { lead: 'Pryce', other: 'De Niro' }, year: 1985 })
    expect(await json(await api.request(`${ONE}?fields=title,cast.lead`))).toEqual({
      id: 'brazil',
      title: 'Brazil',
      cast: { lead: 'Pryce' },
    })
  })

  it('`PUT …/documents/{id}` replaces or creates; `If-Match` and `If-None-Match: *` hold it to what was read', async () => {
    const etag = await written({ n: 1 })
    const status = async (headers: Record<string, string>, n: number) =>
      (await api.request(ONE, put({ n }, headers))).status
    expect(await status({ 'if-none-match': '*' }, 2)).toBe(412)
    const racing = Array.from({ length: 8 }, (_, n) => status({ 'if-match': etag }, n))
    const statuses = await Promise.all(racing)
    expect(statuses.filter((one) => one === 200)).toHaveLength(1)
    expect(statuses.filter((one) => one === 412)).toHaveLength(7)
    await api.request(ONE, { method: 'DELETE' })
    expect(await status({ 'if-match': '*' }, 3)).toBe(412)
    expect(await status({ 'if-none-match': '*' }, 4)).toBe(201)
  })

  it('`PATCH …/documents/{id}` merges (RFC 7396) or does operations (RFC 6902)', async () => {
    const etag = await written({ a: 1, b: { c: 2, d: 3 } })
    const merged = await api.request(ONE, patch({ a: null, b: { c: 4 } }))
    expect(await json(merged)).toEqual({ id: 'brazil', b: { c: 4, d: 3 } })
    const operations = jsonPatch(
      { op: 'test', path: '/b/c', value: 4 },
      { op: 'move', from: '/b/d', path: '/e' },
    )
    expect(await json(await api.request(ONE, operations))).toEqual({
      id: 'brazil',
      b: { c: 4 },
      e: 3,
    })
    const headers = { ...operations.headers, 'if-match': etag }
    expect((await api.request(ONE, { ...operations, headers })).status).toBe(412)
  })

  it('`DELETE …/documents/{id}` answers 204, and 404 when there was nothing; it takes `If-Match`', async () => {
    const etag = await written({ n: 1 })
    const remove = async (ifMatch: string) =>
      (await api.request(ONE, { method: 'DELETE', headers: { 'if-match': ifMatch } })).status
    expect([await remove('"9-x"'), await remove(etag)]).toEqual([412, 204])
    expect((await api.request(ONE, { method: 'DELETE' })).status).toBe(404)
    expect((await api.request(ONE)).status).toBe(404)
  })
})
