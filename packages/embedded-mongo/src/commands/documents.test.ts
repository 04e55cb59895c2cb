import { useEmbeddedClient, idsOf } from '../test-support/embedded-client.ts'
import { describe, expect, it } from 'vitest'
import { Decimal128, Double, Int32, Long, ObjectId, UUID } from 'mongodb'

const embedded = useEmbeddedClient()

describe('documents', () => {
  it('are inserted, found, updated and deleted', async () => {
    const { items } = embedded()
    await items.insertOne({ _id: 'a', n: 1 })
    await items.insertMany([{ _id: 'b' }, { _id: 'c' }])
    expect(await items.findOne({ _id: 'a' })).toEqual({ _id: 'a', n: 1 })
    expect(await items.updateOne({ _id: 'a' }, { $inc: { n: 1 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 1,
    })
    expect(await items.updateOne({ _id: 'a' }, { $set: { n: 2 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 0,
    })
    expect(await items.updateMany({}, { $set: { x: 1 } })).toMatchObject({ modifiedCount: 3 })
    expect(await items.deleteOne({ _id: 'a' })).toMatchObject({ deletedCount: 1 })
    expect(await items.deleteMany({ x: 1 })).toMatchObject({ deletedCount: 2 })
    expect(await items.countDocuments({})).toBe(0)
  })

  it('are found in the order they came in, whatever was updated since', async () => {
    const { items } = embedded()
    await items.insertMany([{ _id: 3 }, { _id: 1 }, { _id: 2 }])
    await items.updateOne({ _id: 3 }, { $set: { a: 1 } })
    expect(await items.distinct('_id')).toEqual([1, 2, 3])
    expect(idsOf(await items.find().toArray())).toEqual([3, 1, 2])
  })

  it('keep the types of what an update does not touch, and those of numbers it counts up', async () => {
    const { items } = embedded()
    const id = new ObjectId()
    const before = {
      _id: id,
      int: new Int32(1),
      double: new Double(1),
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('1.50'),
      uuid: new UUID(),
      when: new Date(5),
    }
    await items.insertOne(before)
    await items.updateOne({ _id: id }, { $inc: { int: 1, double: 1, long: 1 }, $set: { a: 'b' } })
    expect(await items.findOne({}, { promoteValues: false })).toEqual({
      ...before,
      int: new Int32(2),
      double: new Double(2),
      long: Long.fromString('9007199254740994'),
      a: 'b',
    })
  })

  it('have their id in front, made by the server if need be', async () => {
    const { client, items } = embedded()
    const { insertedId } = await items.insertOne({ a: 1, _id: 'x' })
    expect(Object.keys((await items.findOne({ _id: insertedId })) ?? {})).toEqual(['_id', 'a'])
    await client.db('test').command({ insert: items.collectionName, documents: [{ b: 1 }] })
    const [id] = idsOf(await items.find({ b: 1 }).toArray())
    expect(id).toBeInstanceOf(ObjectId)
  })

  it('of more than 16 MiB are refused', async () => {
    const { items } = embedded()
    await items.insertOne({ _id: 1, text: 'x'.repeat(15 * 1024 * 1024) })
    const update = items.updateOne({ _id: 1 }, { $set: { more: 'x'.repeat(2 * 1024 * 1024) } })
    await expect(update).rejects.toMatchObject({ code: 10334 })
  })

  it('are replaced, and upserted with what the filter says', async () => {
    const { items } = embedded()
    expect(await items.replaceOne({ _id: 'a' }, { b: 1 }, { upsert: true })).toMatchObject({
      upsertedId: 'a',
      upsertedCount: 1,
    })
    await items.updateOne(
      { _id: 'n', kind: 'x' },
      { $setOnInsert: { fresh: true } },
      { upsert: true },
    )
    expect(await items.findOne({ _id: 'n' })).toEqual({ _id: 'n', kind: 'x', fresh: true })
    expect(await items.replaceOne({ _id: 'a' }, { c: 1 })).toMatchObject({ modifiedCount: 1 })
    expect(await items.findOne({ _id: 'a' })).toEqual({ _id: 'a', c: 1 })
  })

  it('are changed and returned in one step', async () => {
    const { items } = embedded()
    await items.insertMany([
      { _id: 1, n: 5 },
      { _id: 2, n: 3 },
    ])
    const sort = { n: 1 } as const
    expect(await items.findOneAndUpdate({}, { $inc: { n: 10 } }, { sort })).toEqual({
      _id: 2,
      n: 3,
    })
    expect(
      await items.findOneAndUpdate(
        { _id: 2 },
        { $inc: { n: 1 } },
        { returnDocument: 'after', projection: { n: 1, _id: 0 } },
      ),
    ).toEqual({ n: 14 })
    expect(await items.findOneAndDelete({ _id: 1 })).toEqual({ _id: 1, n: 5 })
    expect(await items.findOneAndDelete({ _id: 1 })).toBe(null)
    expect(
      await items.findOneAndReplace(
        { _id: 9 },
        { a: 1 },
        { upsert: true, returnDocument: 'after' },
      ),
    ).toEqual({ _id: 9, a: 1 })
  })

  it('count up without loss under concurrent writers', async () => {
    const { items } = embedded()
    await items.insertOne({ _id: 'c', n: 0 })
    await Promise.all(
      Array.from({ length: 200 }, () => items.updateOne({ _id: 'c' }, { $inc: { n: 1 } })),
    )
    expect(await items.findOne({ _id: 'c' })).toEqual({ _id: 'c', n: 200 })
  })

  it('are written without an answer when none is wanted', async () => {
    const { items } = embedded()
    await items.insertOne({ _id: 'w0' }, { writeConcern: { w: 0 } })
    await expect.poll(() => items.findOne({ _id: 'w0' })).toEqual({ _id: 'w0' })
  })
})

describe('a list', () => {
  it('comes in batches, and is not disturbed by writes in between', async () => {
    const { items } = embedded()
    await items.insertMany(Array.from({ length: 250 }, (_, index) => ({ _id: index })))
    const cursor = items.find({}, { batchSize: 100 }).sort({ _id: -1 })
    expect(await cursor.next()).toEqual({ _id: 249 })
    await items.deleteMany({})
    const rest = await cursor.toArray()
    expect([rest.length, rest.at(-1)]).toEqual([249, { _id: 0 }])
  })

  it('is cut by skip and limit after sorting', async () => {
    const { items } = embedded()
    await items.insertMany(Array.from({ length: 20 }, (_, index) => ({ _id: index, n: index % 5 })))
    const found = await items.find().sort({ n: -1, _id: 1 }).skip(3).limit(3).toArray()
    expect(idsOf(found)).toEqual([19, 3, 8])
  })

  it('may hold more than fits into one message', async () => {
    const { items } = embedded()
    const text = 'x'.repeat(3 * 1024 * 1024)
    for (let index = 0; index < 12; index++) await items.insertOne({ _id: index, text })
    expect(await items.find({}, { batchSize: 1000 }).toArray()).toHaveLength(12)
  })

  it('ends when its cursor is killed', async () => {
    const { client, items } = embedded()
    await items.insertMany(Array.from({ length: 10 }, (_, index) => ({ _id: index })))
    const cursor = items.find({}, { batchSize: 2 })
    await cursor.next()
    const id = cursor.id
    await cursor.close()
    const next = client.db('test').command({ getMore: id, collection: items.collectionName })
    await expect(next).rejects.toMatchObject({ code: 43, codeName: 'CursorNotFound' })
  })

  it('is aggregated', async () => {
    const { items } = embedded()
    await items.insertMany(
      Array.from({ length: 6 }, (_, index) => ({ _id: index, kind: index % 2, n: index })),
    )
    const pipeline = [
      { $match: { n: { $gt: 0 } } },
      { $group: { _id: '$kind', sum: { $sum: '$n' } } },
      { $sort: { _id: 1 } },
    ]
    expect(await items.aggregate(pipeline).toArray()).toEqual([
      { _id: 0, sum: 6 },
      { _id: 1, sum: 9 },
    ])
    expect(await items.aggregate([{ $match: { kind: 1 } }, { $count: 'n' }]).toArray()).toEqual([
      { n: 3 },
    ])
    expect(await items.countDocuments()).toBe(6)
    await expect(items.aggregate([{ $foo: 1 }]).toArray()).rejects.toMatchObject({ code: 40324 })
    await expect(items.aggregate([{ $out: 'x' }]).toArray()).rejects.toMatchObject({ code: 115 })
    await expect(items.aggregate([{ $match: { $where: '1' } }]).toArray()).rejects.toMatchObject({
      code: 115,
    })
  })
})
