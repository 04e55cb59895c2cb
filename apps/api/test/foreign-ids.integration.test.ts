import {
  Binary,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  MongoClient,
  ObjectId,
  Timestamp,
  UUID,
} from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

const C = '/api/v1/collections/movies'

/** One of every type that MongoDB takes for an `_id`. NaN is no type of its own: see docs/compatibility.md. */
const IDS: readonly [type: string, id: unknown][] = [
  ['string', 'plain'],
  ['string that begins with ~', '~n:1'],
  ['empty string', ''],
  ['long string', 'x'.repeat(300)],
  ['int32', new Int32(7)],
  ['int64', Long.fromString('9007199254740993')],
  ['double', new Double(1.5)],
  ['decimal', Decimal128.fromString('1.10')],
  ['ObjectId', new ObjectId('0123456789abcdef01234567')],
  ['UUID', new UUID('0192f0c1-7a3e-7c4e-9a51-3c1f0a6d2b11')],
  ['binary', new Binary(Buffer.from([0, 255]), 0x80)],
  ['date', new Date(5)],
  ['timestamp', new Timestamp({ t: 1, i: 2 })],
  ['boolean', true],
  ['null', null],
  ['object', { a: new Int32(1), b: { c: 'd' } }],
  ['MinKey', new MinKey()],
  ['MaxKey', new MaxKey()],
]

const KEPT = {
  big: Long.fromString('9007199254740993'),
  whole: new Double(1),
  price: Decimal128.fromString('9.90'),
  at: new Date(5),
  ref: new ObjectId('0123456789abcdef01234567'),
  nested: { list: [new Double(2), Long.fromNumber(3)] },
}

let deployment: TestDeployment
let api: TestApi
let client: MongoClient
let spellings: readonly string[]

const one = (id: string): string => `${C}/documents/${encodeURIComponent(id)}`

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  client = new MongoClient(deployment.mongoUri)
  await api.request(C, { method: 'PUT', body: {} })
  await collection().insertMany(IDS.map(([type, _id]) => ({ _id, type, n: 1, ...KEPT })))
  const page = Object(await (await api.request(`${C}/documents?limit=1000`)).json())
  spellings = page.documents.map(({ id }: { id: string }) => id)
})
afterAll(async () => {
  await client.close()
  await deployment[Symbol.asyncDispose]()
})

function collection(name = 'movies') {
  return client.db(deployment.database).collection<{ _id: unknown }>(name)
}

const storedIn = (name: string): Promise<unknown[]> => {
  const own = { projection: { _cstore: 0 }, promoteValues: false, sort: { _id: 1 } } as const
  return collection(name).find({}, own).toArray()
}

const exported = async (query: string): Promise<{ id: string; type: string }[]> =>
  (await (await api.request(`${C}/export${query}`)).text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Object(JSON.parse(line)))

const typesOf = (documents: readonly { type: string }[]): readonly string[] =>
  documents.map(({ type }) => type).toSorted((a, b) => a.localeCompare(b))
const ALL = typesOf(IDS.map(([type]) => ({ type })))

describe('documents of other programs, whatever their ids', () => {
  it('are listed once each, page by page too', async () => {
    const found: { type: string }[] = []
    let after = ''
    do {
      const page = Object(await (await api.request(`${C}/documents?limit=3${after}`)).json())
      found.push(...page.documents)
      after = page.next === null ? '' : `&after=${encodeURIComponent(page.next)}`
    } while (after !== '')
    expect(typesOf(found)).toEqual(ALL)
  })

  it('are exported once each, and from each on', async () => {
    const all = await exported('')
    expect(typesOf(all)).toEqual(ALL)
    for (const [at, { id }] of all.entries()) {
      expect(await exported(`?after=${encodeURIComponent(id)}`)).toEqual(all.slice(at + 1))
    }
  })

  it('go into another collection with their ids and types, when both are asked for', async () => {
    const copies = C.replace('movies', 'copies')
    await api.request(copies, { method: 'PUT', body: {} })
    const imported = async (query: string): Promise<unknown> => {
      const body = await (await api.request(`${C}/export?types=exact`)).text()
      const headers = { 'content-type': 'application/x-ndjson' }
      return (await api.request(`${copies}/import${query}`, { body, headers })).json()
    }
    expect(await imported('')).toMatchObject({ inserted: 1, failed: IDS.length - 1 })
    expect(await imported('?foreignIds=true')).toMatchObject({
      inserted: IDS.length - 1,
      replaced: 1,
      failed: 0,
    })
    expect(await storedIn('copies')).toEqual(await storedIn('movies'))
  })

  it('are read alone and together under the id that they show', async () => {
    const reads = await Promise.all(
      spellings.map(async (id) => Object(await (await api.request(one(id))).json())),
    )
    expect(reads.map(({ id }) => id)).toEqual(spellings)
    expect(typesOf(reads)).toEqual(ALL)
    const batch = await api.request(`${C}/batch-get`, { body: { ids: spellings } })
    expect(Object(await batch.json())).toMatchObject({ documents: reads, missing: [] })
  })

  it.each(['application/merge-patch+json', 'application/json-patch+json'])(
    'keep their types under %s',
    async (type) => {
      const body = type.includes('merge') ? { n: 2 } : [{ op: 'replace', path: '/n', value: 2 }]
      for (const id of spellings) {
        const patched = await api.request(one(id), {
          method: 'PATCH',
          body,
          headers: { 'content-type': type },
        })
        expect([id, patched.status]).toEqual([id, 200])
      }
      const stored = await collection().find({}, { promoteValues: false }).toArray()
      expect(stored).toHaveLength(IDS.length)
      for (const document of stored) {
        const { big, whole, price, at, ref, nested } = Object(document)
        expect({ big, whole, price, at, ref, nested }).toEqual(KEPT)
      }
    },
  )

  it('are replaced, imported and deleted under it, and nothing else is made', async () => {
    const lines = spellings.map((id) => JSON.stringify({ id, n: 3 })).join('\n')
    const imported = await api.request(`${C}/import?mode=replace`, {
      body: lines,
      headers: { 'content-type': 'application/x-ndjson' },
    })
    expect(await imported.json()).toMatchObject({ replaced: IDS.length, failed: 0 })
    expect(await collection().countDocuments()).toBe(IDS.length)
    for (const id of spellings) {
      expect([id, (await api.request(one(id), { method: 'PUT', body: { n: 4 } })).status]).toEqual([
        id,
        200,
      ])
      expect((await api.request(one(id), { method: 'DELETE' })).status).toBe(204)
    }
    expect(await collection().countDocuments()).toBe(0)
  })
})
