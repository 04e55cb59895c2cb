import {
  Binary,
  BSONRegExp,
  Decimal128,
  type Db,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'mongodb'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spellId } from '../src/document-id.ts'
import {
  CursorInvalidError,
  type ListSpec,
  type SortField,
  SortInvalidError,
  type Store,
} from '../src/index.ts'
import { errorOf, json, openTestStore } from './test-store.ts'

/** Values of every type that pages can be sorted by; some equal across types. */
const SORTABLE: readonly unknown[] = [
  undefined,
  null,
  new MinKey(),
  new Double(Number.NaN),
  new Double(Number.NEGATIVE_INFINITY),
  new Int32(-1),
  new Int32(0),
  new Double(0),
  new Int32(7),
  Long.fromNumber(7),
  new Double(7.5),
  Decimal128.fromString('7'),
  Long.MAX_VALUE,
  '',
  'a',
  'B',
  'ä',
  {},
  { a: new Int32(1) },
  { a: 'x', b: null },
  new Binary(Buffer.from('x'), 0),
  new Binary(Buffer.from('xy'), 0),
  new ObjectId('65f0c0ffee0ddba11ad0beef'),
  false,
  true,
  new Date(-1),
  new Date(1),
  new Timestamp({ t: 1, i: 1 }),
  new MaxKey(),
]

type Row = { _id: unknown; f?: unknown; g?: { h?: unknown } }

async function idsByPages(store: Store, spec: Omit<ListSpec, 'after'>): Promise<string[]> {
  const ids: string[] = []
  let after: string | null = null
  do {
    const page = await store.documents.list('things', { ...spec, ...(after !== null && { after }) })
    expect(page.documents.length).toBeLessThanOrEqual(spec.limit)
    ids.push(...page.documents.map(({ id }) => id))
    after = page.next
  } while (after !== null)
  return ids
}

async function idsAtOnce(db: Db, sort: readonly SortField[]): Promise<string[]> {
  const keys = sort.map(({ field, order }): [string, 1 | -1] => [
    field === 'id' ? '_id' : field,
    order === 'desc' ? -1 : 1,
  ])
  const rows = await db
    .collection<Row>('things')
    .find({}, { sort: [...keys, ['_id', keys.at(-1)?.[1] ?? 1]], promoteValues: false })
    .toArray()
  return rows.map(({ _id: id }) => spellId(id))
}

const sorts: SortField[][] = [
  [],
  [{ field: 'id', order: 'desc' }],
  [{ field: 'f', order: 'asc' }],
  [{ field: 'f', order: 'desc' }],
  [
    { field: 'g.h', order: 'asc' },
    { field: 'f', order: 'desc' },
  ],
  [
    { field: 'f', order: 'desc' },
    { field: 'g.h', order: 'desc' },
  ],
]

describe('pages', () => {
  it('together are the list that MongoDB sorts, over values of all types', async () => {
    const { store, db } = await openTestStore()
    const rows = SORTABLE.map((f, at): Row => ({ _id: `d${at}`, f, g: { h: at % 3 } }))
    await db.collection<Row>('things').insertMany(rows)
    for (const sort of sorts)
      for (const limit of [1, 2, 100])
        expect(await idsByPages(store, { sort, limit })).toEqual(await idsAtOnce(db, sort))
  })

  it('together are the list that MongoDB sorts, for any documents, sort and size', async () => {
    const { store, db } = await openTestStore()
    const value = fc.constantFrom(...SORTABLE)
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'))
    const collection = ids.chain((names) =>
      fc.tuple(
        ...names.map((_id) =>
          fc.record({ _id: fc.constant(_id), f: value, g: fc.record({ h: value }) }),
        ),
      ),
    )
    const property = fc.asyncProperty(
      collection,
      fc.constantFrom(...sorts),
      fc.integer({ min: 1, max: 4 }),
      async (rows, sort, limit) => {
        await db.collection('things').deleteMany({})
        if (rows.length > 0) await db.collection<Row>('things').insertMany(rows)
        expect(await idsByPages(store, { sort, limit })).toEqual(await idsAtOnce(db, sort))
      },
    )
    await fc.assert(property, { numRuns: 60 })
  })

  it('go over ids of all types', async () => {
    const { store, db } = await openTestStore()
    const ids = SORTABLE.filter((id) => id !== undefined && !(id instanceof Decimal128))
    const unique = new Map(ids.map((_id) => [spellId(_id), { _id }]))
    unique.delete('~n:7.0')
    await db.collection<Row>('things').insertMany([...unique.values()])
    for (const limit of [1, 2, 3])
      for (const order of ['asc', 'desc'] as const) {
        const sort: SortField[] = [{ field: 'id', order }]
        const keys = await idsAtOnce(db, sort)
        expect(await idsByPages(store, { sort, limit })).toEqual(keys)
      }
  })

  it('neither skip nor repeat a document that stays, whatever comes and goes meanwhile', async () => {
    const { store, db } = await openTestStore()
    const rows = db.collection<{ _id: string; f: number }>('things')
    const staying = Array.from({ length: 30 }, (_, at) => ({ _id: `stay${at}`, f: at % 5 }))
    await rows.insertMany(staying)
    const change = fc.record({
      _id: fc.nat({ max: 20 }).map((at) => `go${at}`),
      f: fc.nat({ max: 5 }),
    })
    const property = fc.asyncProperty(
      fc.array(fc.array(change, { maxLength: 3 }), { minLength: 10, maxLength: 10 }),
      fc.constantFrom('asc' as const, 'desc' as const),
      async (changes, order) => {
        const seen: string[] = []
        let after: string | null = null
        let turn = 0
        do {
          const page = await store.documents.list('things', {
            sort: [{ field: 'f', order }],
            limit: 4,
            ...(after !== null && { after }),
          })
          seen.push(...page.documents.map(({ id }) => id).filter((id) => id.startsWith('stay')))
          after = page.next
          for (const { _id, f } of changes[turn % changes.length] ?? []) {
            const { deletedCount } = await rows.deleteOne({ _id })
            if (deletedCount === 0) await rows.insertOne({ _id, f })
          }
          turn += 1
        } while (after !== null)
        expect(seen).toHaveLength(staying.length)
        expect(new Set(seen).size).toBe(staying.length)
      },
    )
    await fc.assert(property, { numRuns: 10 })
  })

  it('refuse to sort by a field that holds arrays', async () => {
    const { store, db } = await openTestStore()
    await db.collection<Row>('things').insertMany([
      { _id: 'a', f: 1 },
      { _id: 'b', f: [2, 3] },
      { _id: 'c', f: null },
      { _id: 'd', f: [] },
    ])
    for (const order of ['asc', 'desc'] as const) {
      const spec = { sort: [{ field: 'f', order }], limit: 1 }
      expect(await errorOf(() => idsByPages(store, spec))).toBeInstanceOf(SortInvalidError)
    }
  })

  it('refuse arrays also where a page does not end with one, as they would come twice', async () => {
    const { store, db } = await openTestStore()
    await db.collection<Row>('things').insertMany([
      { _id: 'a', f: 1 },
      { _id: 'b', f: [0, 9] },
      { _id: 'c', f: 5 },
    ])
    const spec = { sort: [{ field: 'f', order: 'asc' } as const], limit: 2 }
    expect(await errorOf(() => idsByPages(store, spec))).toBeInstanceOf(SortInvalidError)
  })

  it('refuse to begin after values without an order', async () => {
    const { store, db } = await openTestStore()
    await db.collection<Row>('things').insertMany([
      { _id: 'a', f: new BSONRegExp('x', '') },
      { _id: 'b', f: new BSONRegExp('y', '') },
    ])
    const sort: SortField[] = [{ field: 'f', order: 'asc' }]
    expect(await errorOf(() => idsByPages(store, { sort, limit: 1 }))).toBeInstanceOf(
      SortInvalidError,
    )
    expect(await idsByPages(store, { sort, limit: 2 })).toEqual(['a', 'b'])
  })
})

describe('list', () => {
  it('filters, sorts, cuts fields and counts', async () => {
    const { store } = await openTestStore()
    for (const [id, year] of [
      ['a', 1985],
      ['b', 1999],
      ['c', 2001],
    ] as const)
      await store.documents.create(
        'things',
        { year, title: id, x: { y: 1, z: 2 }, l: [{ y: 1, z: 2 }] },
        id,
      )
    const page = await store.documents.list('things', {
      filter: { year: { $gt: 1985 } },
      sort: [{ field: 'year', order: 'desc' }],
      fields: ['title', 'x.y', 'l.y', 'nope'],
      limit: 1,
      count: true,
    })
    expect(page.documents.map(json)).toEqual([{ id: 'c', title: 'c', x: { y: 1 }, l: [{ y: 1 }] }])
    expect(page.count).toBe(2)
    expect(page.next).toEqual(expect.any(String))
    const whole = await store.documents.read({ collection: 'things', id: 'c' })
    expect(page.documents[0]?.etag).toBe(whole?.etag)
  })

  it('gives an empty last page of an empty collection', async () => {
    const { store } = await openTestStore()
    expect(await store.documents.list('things', { limit: 10, count: true })).toEqual({
      documents: [],
      next: null,
      count: 0,
    })
  })

  it('does not count unless asked, and ends exactly at the last document', async () => {
    const { store } = await openTestStore()
    await store.documents.create('things', {}, 'a')
    await store.documents.create('things', {}, 'b')
    const page = await store.documents.list('things', { limit: 2 })
    expect(page.next).toBeNull()
    expect(page).not.toHaveProperty('count')
  })

  it('refuses a cursor of another query', async () => {
    const { store } = await openTestStore()
    for (const id of ['a', 'b', 'c']) await store.documents.create('things', { n: 1 }, id)
    const { next } = await store.documents.list('things', { filter: { n: 1 }, limit: 1 })
    const after = next ?? ''
    const others: [string, ListSpec][] = [
      ['things', { limit: 1, after }],
      ['things', { filter: { n: 2 }, limit: 1, after }],
      ['things', { filter: { n: 1 }, sort: [{ field: 'n', order: 'asc' }], limit: 1, after }],
      ['others', { filter: { n: 1 }, limit: 1, after }],
      ['things', { filter: { n: 1 }, limit: 1, after: 'x' }],
    ]
    for (const [collection, spec] of others)
      expect(await errorOf(() => store.documents.list(collection, spec))).toBeInstanceOf(
        CursorInvalidError,
      )
    expect(
      await store.documents.list('things', { filter: { n: 1 }, limit: 5, after }),
    ).toMatchObject({
      next: null,
      documents: [{ id: 'b' }, { id: 'c' }],
    })
  })

  it.each([
    [[{ field: '_id', order: 'asc' }]],
    [[{ field: '_cstore.v', order: 'asc' }]],
    [[{ field: '$x', order: 'asc' }]],
    [
      [
        { field: 'a', order: 'asc' },
        { field: 'a', order: 'desc' },
      ],
    ],
    [Array.from({ length: 9 }, (_, at) => ({ field: `f${at}`, order: 'asc' }))],
  ] as [SortField[]][])('refuses to sort by %j', async (sort) => {
    const { store } = await openTestStore()
    const listing = errorOf(() => store.documents.list('things', { sort, limit: 1 }))
    expect(await listing).toBeInstanceOf(SortInvalidError)
  })
})
