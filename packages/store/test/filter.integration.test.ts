import { Decimal128, Double, Int32, Long, ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { StoreError } from '../src/index.ts'
import { errorOf, openTestStore } from './test-store.ts'

const DOCUMENTS = [
  {
    _id: 'a',
    year: new Int32(1985),
    title: 'Brazil',
    tags: ['dark', 'comedy'],
    cast: [{ n: 'P', a: 1 }],
  },
  { _id: 'b', year: new Double(1999), title: 'Brazen', tags: ['dark'], cast: [{ n: 'K', a: 2 }] },
  { _id: 'c', year: Long.fromNumber(2001), title: null, tags: [], at: new Date(1000) },
  { _id: 'd', year: '1985', nested: { deep: { n: new Int32(1) } }, at: new Date(2000) },
  { _id: 'e', year: Decimal128.fromString('1985'), tags: 'dark', scores: [1, 5, 9] },
  { _id: new ObjectId('65f0c0ffee0ddba11ad0beef'), year: null, scores: [4] },
]

const oid = '~oid:65f0c0ffee0ddba11ad0beef'

describe('filters', () => {
  it('find what MongoDB documents that they find', async () => {
    const { store, db } = await openTestStore()
    await db.collection<{ _id: unknown }>('things').insertMany(DOCUMENTS)
    const cases: [Record<string, unknown>, string[]][] = [
      [{}, ['a', 'b', 'c', 'd', 'e', oid]],
      [{ year: 1985 }, ['a', 'e']],
      [{ year: { $eq: '1985' } }, ['d']],
      [{ year: { $ne: 1985 } }, ['b', 'c', 'd', oid]],
      [{ year: { $gt: 1985 } }, ['b', 'c']],
      [{ year: { $gte: 1985, $lt: 2001 } }, ['a', 'b', 'e']],
      [{ year: { $lte: 1985 } }, ['a', 'e']],
      [{ year: { $in: [1985, '1985'] } }, ['a', 'd', 'e']],
      [{ year: { $nin: [1985, null] } }, ['b', 'c', 'd']],
      [{ title: null }, ['c', 'd', 'e', oid]],
      [{ title: { $exists: true } }, ['a', 'b', 'c']],
      [{ title: { $exists: false } }, ['d', 'e', oid]],
      [{ title: { $regex: '^Braz[a-i]' } }, ['a', 'b']],
      [{ title: { $regex: '^Brazil$' } }, ['a']],
      [{ title: { $not: { $regex: '^Braz' } } }, ['c', 'd', 'e', oid]],
      [{ tags: 'dark' }, ['a', 'b', 'e']],
      [{ tags: ['dark'] }, ['b']],
      [{ tags: { $all: ['dark', 'comedy'] } }, ['a']],
      [{ tags: { $size: 0 } }, ['c']],
      [{ tags: { $size: 2 } }, ['a']],
      [{ cast: { $elemMatch: { n: 'P', a: { $lt: 2 } } } }, ['a']],
      [{ cast: { $elemMatch: { n: 'P', a: 2 } } }, []],
      [{ 'cast.n': 'K' }, ['b']],
      [{ scores: { $elemMatch: { $gt: 4, $lt: 9 } } }, ['e']],
      [{ 'nested.deep.n': 1 }, ['d']],
      [{ nested: { deep: { n: 1 } } }, ['d']],
      [{ at: { $date: '1970-01-01T00:00:01Z' } }, ['c']],
      [{ at: { $gt: { $date: '1970-01-01T00:00:01Z' } } }, ['d']],
      [{ year: { $not: { $gt: 1985 } } }, ['a', 'd', 'e', oid]],
      [{ $or: [{ year: 1999 }, { title: 'Brazil' }] }, ['a', 'b']],
      [{ $and: [{ year: { $gt: 1 } }, { tags: 'dark' }] }, ['a', 'b', 'e']],
      [{ $nor: [{ year: { $gt: 1 } }, { year: null }] }, ['d']],
      [{ id: 'a' }, ['a']],
      [{ id: { $in: ['b', oid, 'nope'] } }, ['b', oid]],
      [{ id: { $gte: 'd' } }, ['d', 'e']],
      [{ id: { $regex: '^[ab]' } }, ['a', 'b']],
    ]
    for (const [filter, expected] of cases) {
      const { documents, count } = await store.documents.list('things', {
        filter,
        limit: 100,
        count: true,
      })
      expect({ filter, found: documents.map(({ id }) => id) }).toEqual({ filter, found: expected })
      expect(count).toBe(expected.length)
    }
  })

  it.each([
    [{ $where: 'true' }],
    [{ a: { $where: 'true' } }],
    [{ $expr: {} }],
    [{ _cstore: { $exists: true } }],
  ])('refuse %j before anything is sent', async (filter) => {
    const commands: string[] = []
    const { store } = await openTestStore({ onCommand: ({ command }) => commands.push(command) })
    commands.length = 0
    const error = await errorOf(() => store.documents.list('things', { filter, limit: 1 }))
    expect(error).toBeInstanceOf(StoreError)
    expect(error).toMatchObject({ code: 'CSTORE_STORE_FILTER_INVALID' })
    expect(commands).toEqual([])
  })
})
