import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { follow } from '../follow.ts'
import { ADMIN_KEY, testDeployment, type TestApi, type TestDeployment } from '../start-api.ts'
import { C, D, filter, NDJSON, post, put } from '../wrong-input/row.ts'

let deployment: TestDeployment
let api: TestApi
let mongo: MongoClient

const MOVIES = [
  { id: 'alien', title: 'Alien', year: 1979, genres: ['Horror', 'Drama'] },
  { id: 'brazil', title: 'Brazil', year: 1985, genres: ['Satire'] },
  { id: 'heat', title: 'Heat', year: 1995, cast: { lead: 'Pacino' } },
  { id: 'stalker', title: 'Stalker', year: 1979 },
]

const ndjson = (rows: readonly object[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('')

const importRows = (body: string, query = '') =>
  api.request(`${C}/import${query}`, { method: 'POST', body, headers: NDJSON })

const json = async (answer: Response): Promise<unknown> => answer.json()

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  mongo = await MongoClient.connect(deployment.mongoUri)
})
afterAll(async () => {
  await mongo.close()
  await deployment[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await api.request(C, put({}))
  await importRows(ndjson(MOVIES))
})

const rows = () =>
  mongo.db(deployment.database).collection<{ _id: string; title?: string }>('movies')

/** Ids of a page, in their order. */
async function ids(path: string): Promise<unknown> {
  const { documents } = Object(await json(await api.request(path)))
  return documents.map(({ id }: { id: string }) => id)
}

describe('the routes of collections', () => {
  it('`GET /collections`, and `GET`, `PUT` and `DELETE /collections/{c}`: settings are a JSON Schema (2020-12), the cache policy, `publicRead` and indexes', async () => {
    const settings = {
      schema: { $schema: 'https://json-schema.org/draft/2020-12/schema', required: ['title'] },
      cache: { ttlMs: 1000, staleMs: 2000, negativeTtlMs: 3000, listTtlMs: 4000, near: false },
      publicRead: true,
      indexes: [{ fields: { title: 1 } }],
    }
    const path = '/api/v1/collections/second'
    expect((await api.request(path, put(settings))).status).toBe(201)
    expect(await json(await api.request(path))).toMatchObject({ name: 'second', settings })
    const { collections } = Object(await json(await api.request('/api/v1/collections')))
    expect(collections).toContainEqual({ name: 'second', settings })
    expect((await api.request(`${path}/documents`, post({}))).status).toBe(422)
    expect((await api.request(path, { method: 'DELETE' })).status).toBe(204)
    expect((await api.request(path)).status).toBe(404)
  })

  it('Indexes are built in the background; their state is shown, and why one cannot be', async () => {
    const indexes = [{ fields: { title: 1 } }, { fields: { year: 1 }, unique: true }]
    expect((await api.request(C, put({ indexes }))).status).toBe(200)
    const states = async (): Promise<unknown> =>
      Object(await json(await api.request(C))).indexes.map(
        ({ fields, state, problem }: Record<string, unknown>) => [fields, state, problem],
      )
    await expect.poll(states).toEqual([
      [{ id: 1 }, 'ready', undefined],
      [{ title: 1 }, 'ready', undefined],
      // 1979 is there twice.
      [{ year: 1 }, 'failed', expect.stringMatching(/same values/)],
    ])
  })

  it('A new schema is checked against what is there when that is asked for', async () => {
    const schema = { properties: { year: { minimum: 1980 } } }
    expect((await api.request(`${C}?validate=true`, put({ schema }))).status).toBe(422)
    expect(await json(await api.request(`${C}/validate`, post({ schema })))).toMatchObject({
      checked: 4,
      invalid: [{ id: 'alien' }, { id: 'stalker' }],
      next: null,
    })
  })
})

describe('lists', () => {
  it('`GET …/documents` filters, sorts by several fields, chooses fields, and counts when asked', async () => {
    const query = new URLSearchParams({
      filter: JSON.stringify({ $or: [{ genres: 'Drama' }, { year: { $gte: 1979 } }] }),
      sort: 'year,-title',
      fields: 'title',
      limit: '3',
      count: 'true',
    })
    expect(await json(await api.request(`${D}?${query.toString()}`))).toEqual({
      documents: [
        { id: 'stalker', title: 'Stalker' },
        { id: 'alien', title: 'Alien' },
        { id: 'brazil', title: 'Brazil' },
      ],
      next: expect.any(String),
      count: 4,
    })
    expect(await json(await api.request(D))).not.toHaveProperty('count')
  })

  it.each([
    [{ year: { $eq: 1985 } }, ['brazil']],
    [{ year: { $ne: 1979 } }, ['brazil', 'heat']],
    [{ year: { $gt: 1985 } }, ['heat']],
    [{ year: { $gte: 1985, $lt: 1995 } }, ['brazil']],
    [{ year: { $lte: 1979 } }, ['alien', 'stalker']],
    [{ id: { $in: ['alien', 'none'] } }, ['alien']],
    [{ id: { $nin: ['alien', 'heat'] } }, ['brazil', 'stalker']],
    [{ genres: { $exists: false } }, ['heat', 'stalker']],
    [{ $and: [{ year: 1979 }, { title: 'Alien' }] }, ['alien']],
    [{ $or: [{ year: 1985 }, { 'cast.lead': 'Pacino' }] }, ['brazil', 'heat']],
    [{ year: { $not: { $gt: 1980 } } }, ['alien', 'stalker']],
    [{ $nor: [{ year: 1979 }, { year: 1985 }] }, ['heat']],
    [{ genres: { $all: ['Drama', 'Horror'] } }, ['alien']],
    [{ genres: { $elemMatch: { $eq: 'Satire' } } }, ['brazil']],
    [{ genres: { $size: 2 } }, ['alien']],
    [{ title: { $regex: '^S' } }, ['stalker']],
    // Values are compared with their type.
    [{ year: '1979' }, []],
  ])('Filters may use these operators: %j', async (wanted, found) => {
    expect(await ids(filter(wanted))).toEqual(found)
  })

  it('Pages go on by a signed cursor: no stable document comes twice or is skipped, whatever is written meanwhile', async () => {
    const seen: string[] = []
    for (let after = '', page = 0; page < 9; page++) {
      const path = `${D}?sort=year&limit=1${after && `&after=${after}`}`
      const { documents, next } = Object(await json(await api.request(path)))
      seen.push(...documents.map(({ id }: { id: string }) => id))
      if (next === null) break
      after = next
      await api.request(`${D}/early-${page}`, put({ year: 1900 + page }))
      await api.request(`${D}/early-${page - 1}`, { method: 'DELETE' })
    }
    await rows().deleteMany({ title: { $exists: false } })
    expect(seen).toEqual(['alien', 'stalker', 'brazil', 'heat'])
    const { next } = Object(await json(await api.request(`${D}?limit=1`)))
    expect((await api.request(`${D}?limit=1&after=${next}A`)).status).toBe(400)
    expect((await api.request(`${D}?limit=1&sort=year&after=${next}`)).status).toBe(400)
  })

  it('`POST …/query` is the same with the query in the body', async () => {
    const query = { filter: { year: 1979 }, sort: [{ field: 'title', order: 'desc' }], limit: 1 }
    const inBody = await json(await api.request(`${C}/query`, post(query)))
    const inAddress = await json(await api.request(`${filter({ year: 1979 })}&sort=-title&limit=1`))
    expect(inBody).toEqual(inAddress)
  })

  it('`CStore-Warning` says that no index serves a query', async () => {
    const warning = async (path: string) => (await api.request(path)).headers.get('cstore-warning')
    expect(await warning(filter({ title: 'Heat' }))).toBe('no index serves this query')
    expect(await warning(filter({ id: 'heat' }))).toBeNull()
    expect(await (await api.request('/metrics')).text()).toMatch(
      /^cstore_list_unindexed_total [1-9]/m,
    )
  })
})

describe('many documents', () => {
  it('`POST …/batch-get` reads many by their ids', async () => {
    const wanted = { ids: ['heat', 'none', 'alien'], fields: ['year'] }
    expect(await json(await api.request(`${C}/batch-get`, post(wanted)))).toEqual({
      documents: [
        { id: 'heat', year: 1995 },
        { id: 'alien', year: 1979 },
      ],
      missing: ['none'],
    })
  })

  it('`POST …/import` takes NDJSON, line by line: upsert, insert or replace, going on after `skip` lines', async () => {
    const lines = `${ndjson([{ id: 'heat', n: 1 }])}{"id":\n${ndjson([{ id: 'new', n: 2 }])}`
    expect(await json(await importRows(lines, '?mode=replace'))).toMatchObject({
      inserted: 0,
      replaced: 1,
      failed: 2,
      lastLine: 3,
      errors: [{ line: 2 }, { line: 3, id: 'new' }],
    })
    expect(await json(await importRows(lines, '?mode=insert&skip=2'))).toMatchObject({
      inserted: 1,
      failed: 0,
      lastLine: 3,
    })
    await api.request(`${D}/new`, { method: 'DELETE' })
  })

  it('`GET …/export` gives all documents in order of their ids, going on `after` one', async () => {
    const whole = await (await api.request(`${C}/export`)).text()
    expect(whole).toBe(ndjson(MOVIES))
    expect(await (await api.request(`${C}/export?after=brazil`)).text()).toBe(
      ndjson(MOVIES.slice(2)),
    )
  })

  it('`POST …/purge` and `POST …/documents/{id}/purge` drop what is cached', async () => {
    for (const [path, id] of [
      [`${D}/heat/purge`, 'heat'],
      [`${C}/purge`, 'alien'],
    ] as const) {
      const title = async (): Promise<unknown> =>
        Object(await json(await api.request(`${D}/${id}`))).title
      const before = await title()
      await rows().updateOne({ _id: id }, { $set: { title: 'Changed' } })
      expect(await title()).toBe(before)
      expect((await api.request(path, { method: 'POST' })).status).toBe(204)
      expect(await title()).toBe('Changed')
    }
  })

  it('`GET …/changes` tells what is written through any process, and goes on after `Last-Event-ID`', async () => {
    const other = await deployment.start()
    const options = { url: api.url, key: ADMIN_KEY }
    const feed = await follow(`${C}/changes`, options)
    expect(feed.response.headers['cstore-feed']).toBe('redis')
    await other.request(`${D}/heat`, put({ n: 9 }))
    await feed.until(() => feed.changes.length > 0)
    expect(feed.changes[0]?.data).toMatchObject({ id: 'heat', op: 'replace' })
    await feed[Symbol.asyncDispose]()
    await other.request(`${D}/alien`, { method: 'DELETE' })
    await using resumed = await follow(`${C}/changes`, { ...options, lastEventId: feed.lastId })
    await resumed.until(() => resumed.changes.length > 0)
    expect(resumed.changes[0]?.data).toMatchObject({ id: 'alien', op: 'delete' })
  })
})
