import { connect } from 'node:net'
import { once } from 'node:events'
import * as fc from 'fast-check'
import {
  Decimal128,
  Double,
  Int32,
  Long,
  MongoClient,
  ObjectId,
  UUID,
  type Collection,
  type Document,
} from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { EmbeddedMongoError } from './embedded-errors.ts'
import { startEmbeddedMongo, type EmbeddedMongo } from './embedded-mongo.ts'

interface Item extends Document {
  _id: unknown
}

let server: EmbeddedMongo
let client: MongoClient
let items: Collection<Item>
let names = 0

beforeAll(async () => {
  server = await startEmbeddedMongo({ dataDir: null })
  client = await new MongoClient(server.uri).connect()
})

afterAll(async () => {
  await client.close()
  await server.close()
})

beforeEach(() => {
  items = client.db('test').collection<Item>(`items${++names}`)
})

describe('documents', () => {
  it('are inserted, found, updated and deleted', async () => {
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
    await items.insertMany([{ _id: 3 }, { _id: 1 }, { _id: 2 }])
    await items.updateOne({ _id: 3 }, { $set: { a: 1 } })
    expect(await items.distinct('_id')).toEqual([1, 2, 3])
    expect((await items.find().toArray()).map(({ _id }) => _id)).toEqual([3, 1, 2])
  })

  it('keep the types of what an update does not touch, and those of numbers it counts up', async () => {
    const before = {
      _id: new ObjectId(),
      int: new Int32(1),
      double: new Double(1),
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('1.50'),
      uuid: new UUID(),
      when: new Date(5),
    }
    await items.insertOne(before)
    await items.updateOne(
      { _id: before._id },
      { $inc: { int: 1, double: 1, long: 1 }, $set: { a: 'b' } },
    )
    expect(await items.findOne({}, { promoteValues: false })).toEqual({
      ...before,
      int: new Int32(2),
      double: new Double(2),
      long: Long.fromString('9007199254740994'),
      a: 'b',
    })
  })

  it('have their id in front, made by the server if need be', async () => {
    const { insertedId } = await items.insertOne({ a: 1, _id: 'x' })
    expect(Object.keys((await items.findOne({ _id: insertedId })) ?? {})).toEqual(['_id', 'a'])
    await client.db('test').command({ insert: items.collectionName, documents: [{ b: 1 }] })
    expect((await items.findOne({ b: 1 }))?._id).toBeInstanceOf(ObjectId)
  })

  it('of more than 16 MiB are refused', async () => {
    await items.insertOne({ _id: 1, text: 'x'.repeat(15 * 1024 * 1024) })
    const update = items.updateOne({ _id: 1 }, { $set: { more: 'x'.repeat(2 * 1024 * 1024) } })
    await expect(update).rejects.toMatchObject({ code: 10334 })
  })

  it('are replaced, and upserted with what the filter says', async () => {
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
    await items.insertOne({ _id: 'c', n: 0 })
    await Promise.all(
      Array.from({ length: 200 }, () => items.updateOne({ _id: 'c' }, { $inc: { n: 1 } })),
    )
    expect(await items.findOne({ _id: 'c' })).toEqual({ _id: 'c', n: 200 })
  })

  it('are written without an answer when none is wanted', async () => {
    await items.insertOne({ _id: 'w0' }, { writeConcern: { w: 0 } })
    await expect.poll(() => items.findOne({ _id: 'w0' })).toEqual({ _id: 'w0' })
  })
})

describe('a list', () => {
  it('comes in batches, and is not disturbed by writes in between', async () => {
    await items.insertMany(Array.from({ length: 250 }, (_, index) => ({ _id: index })))
    const cursor = items.find({}, { batchSize: 100 }).sort({ _id: -1 })
    const first = await cursor.next()
    await items.deleteMany({})
    const rest = await cursor.toArray()
    expect([first?._id, rest.length, rest.at(-1)?._id]).toEqual([249, 249, 0])
  })

  it('is cut by skip and limit after sorting', async () => {
    await items.insertMany(Array.from({ length: 20 }, (_, index) => ({ _id: index, n: index % 5 })))
    const found = await items.find().sort({ n: -1, _id: 1 }).skip(3).limit(3).toArray()
    expect(found.map(({ _id }) => _id)).toEqual([19, 3, 8])
  })

  it('may hold more than fits into one message', async () => {
    const text = 'x'.repeat(3 * 1024 * 1024)
    for (let index = 0; index < 12; index++) await items.insertOne({ _id: index, text })
    expect(await items.find({}, { batchSize: 1000 }).toArray()).toHaveLength(12)
  })

  it('ends when its cursor is killed', async () => {
    await items.insertMany(Array.from({ length: 10 }, (_, index) => ({ _id: index })))
    const cursor = items.find({}, { batchSize: 2 })
    await cursor.next()
    const id = cursor.id
    await cursor.close()
    const next = client.db('test').command({ getMore: id, collection: items.collectionName })
    await expect(next).rejects.toMatchObject({ code: 43, codeName: 'CursorNotFound' })
  })

  it('is aggregated', async () => {
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
    await expect(items.aggregate([{ $out: 'x' }]).toArray()).rejects.toMatchObject({ code: 115 })
    await expect(items.aggregate([{ $match: { $where: '1' } }]).toArray()).rejects.toMatchObject({
      code: 115,
    })
  })
})

describe('an error', () => {
  it('for a duplicate id says what, where and why, as MongoDB does', async () => {
    await items.insertOne({ _id: 'x' })
    await expect(items.insertOne({ _id: 'x' })).rejects.toMatchObject({
      code: 11000,
      message: `E11000 duplicate key error collection: test.${items.collectionName} index: _id_ dup key: { _id: "x" }`,
      keyPattern: { _id: 1 },
      keyValue: { _id: 'x' },
    })
  })

  it('ends an ordered bulk, and only skips in an unordered one', async () => {
    const documents = [{ _id: 1 }, { _id: 1 }, { _id: 2 }]
    await expect(items.insertMany(documents)).rejects.toMatchObject({
      insertedCount: 1,
      code: 11000,
    })
    await expect(items.insertMany(documents, { ordered: false })).rejects.toMatchObject({
      insertedCount: 1,
      writeErrors: [{ index: 0 }, { index: 1 }],
    })
    expect(await items.countDocuments()).toBe(2)
  })

  it.each([
    [59, 'CommandNotFound', { nothing: 1 }],
    [73, 'InvalidNamespace', { find: '' }],
    [73, 'InvalidNamespace', { insert: 'a$b', documents: [{}] }],
    [2, 'BadValue', { find: 'a', filter: { b: { $foo: 1 } } }],
    [14, 'TypeMismatch', { find: 'a', filter: 1 }],
    [9, 'FailedToParse', { findAndModify: 'a', query: {} }],
    [115, 'CommandNotSupported', { find: 'a', collation: { locale: 'de' } }],
    [115, 'CommandNotSupported', { create: 'a', capped: true, size: 10 }],
    [26, 'NamespaceNotFound', { listIndexes: 'missing' }],
    [40414, 'MissingField', { insert: 'a' }],
  ])('has code %i, %s: %j', async (code, codeName, command) => {
    await expect(client.db('test').command(command)).rejects.toMatchObject({ code, codeName })
  })

  it('tells when the time is up', async () => {
    await items.insertMany(Array.from({ length: 5000 }, (_, index) => ({ _id: index })))
    const slow = items.find({ $expr: { $eq: ['$_id', -1] } }).maxTimeMS(1)
    await expect(slow.toArray()).rejects.toMatchObject({ code: 50, codeName: 'MaxTimeMSExpired' })
  })
})

describe('a unique index', () => {
  it('is enforced for inserts and updates, over several fields', async () => {
    expect(await items.createIndex({ a: 1, b: 1 }, { unique: true })).toBe('a_1_b_1')
    await items.insertMany([
      { _id: 1, a: 1, b: 1 },
      { _id: 2, a: 1, b: 2 },
    ])
    await expect(items.insertOne({ _id: 3, a: 1, b: 2 })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { a: 1, b: 1 },
      keyValue: { a: 1, b: 2 },
    })
    await expect(items.updateOne({ _id: 1 }, { $set: { b: 2 } })).rejects.toMatchObject({
      code: 11000,
    })
    await items.updateOne({ _id: 2 }, { $set: { b: 3 } })
    await items.updateOne({ _id: 1 }, { $set: { b: 2 } })
  })

  it('takes a missing field for null, unless it is sparse', async () => {
    await items.createIndex({ a: 1 }, { unique: true })
    await items.insertOne({ _id: 1 })
    await expect(items.insertOne({ _id: 2, a: null })).rejects.toMatchObject({ code: 11000 })
    await items.dropIndex('a_1')
    await items.createIndex({ a: 1 }, { unique: true, sparse: true })
    await items.insertOne({ _id: 3 })
    expect(await items.countDocuments()).toBe(2)
  })

  it('covers each item of an array, and may cover some documents only', async () => {
    await items.createIndex({ tags: 1 }, { unique: true, partialFilterExpression: { live: true } })
    await items.insertOne({ _id: 1, tags: ['a', 'b', 'b'], live: true })
    await items.insertOne({ _id: 2, tags: ['b'] })
    await expect(items.insertOne({ _id: 3, tags: ['c', 'b'], live: true })).rejects.toMatchObject({
      code: 11000,
    })
  })

  it('is not built over duplicates', async () => {
    await items.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
    ])
    await expect(items.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({
      code: 11000,
    })
    expect(await items.indexes()).toHaveLength(1)
  })

  it('conflicts with another of its name or its keys', async () => {
    await items.createIndex({ a: 1 }, { name: 'one' })
    await items.createIndex({ a: 1 }, { name: 'one' })
    await expect(items.createIndex({ b: 1 }, { name: 'one' })).rejects.toMatchObject({ code: 86 })
    await expect(items.createIndex({ a: 1 }, { name: 'two' })).rejects.toMatchObject({ code: 85 })
    expect((await items.indexes()).map(({ name }) => name)).toEqual(['_id_', 'one'])
    await expect(items.dropIndex('none')).rejects.toMatchObject({ code: 27 })
  })
})

describe('the catalog', () => {
  it('lists what was made, and forgets what was dropped', async () => {
    const database = client.db('catalog')
    await database.createCollection('made')
    await database.collection('used').insertOne({})
    const list = await database.listCollections({}, { nameOnly: true }).toArray()
    expect(list.map(({ name }) => name)).toEqual(['made', 'used'])
    expect(await database.listCollections({ name: 'made' }).toArray()).toHaveLength(1)
    expect(await database.dropCollection('made')).toBe(true)
    const { databases } = await client.db().admin().listDatabases()
    expect(databases.map(({ name }) => name)).toContain('catalog')
    await database.dropDatabase()
    expect(await database.listCollections().toArray()).toEqual([])
  })

  it('says that it is the embedded server', async () => {
    const info = await client.db('admin').command({ buildInfo: 1 })
    expect(info).toMatchObject({ version: '8.0.0-embedded', cstoreEmbedded: true, modules: [] })
  })
})

describe('the server', () => {
  it('refuses a port that is taken', async () => {
    const second = startEmbeddedMongo({ dataDir: null, port: server.port })
    await expect(second).rejects.toMatchObject({ code: 'CSTORE_EMBEDDED_PORT_IN_USE' })
    await expect(second).rejects.toBeInstanceOf(EmbeddedMongoError)
  })

  it('answers what is under way before it closes', async () => {
    const closing = await startEmbeddedMongo({ dataDir: null })
    const other = await new MongoClient(closing.uri).connect()
    const collection = other.db('x').collection<Item>('y')
    await collection.insertOne({ _id: 0 })
    const writes = Array.from({ length: 10 }, (_, index) =>
      collection.insertOne({ _id: index + 1 }),
    )
    const settled = Promise.allSettled(writes)
    await Promise.race(writes)
    await closing.close()
    await other.close()
    expect((await settled).filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
  })

  it('hangs up on garbage and goes on serving others', async () => {
    const hang = async (bytes: Uint8Array): Promise<void> => {
      const socket = connect(server.port, '127.0.0.1')
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      socket.end(bytes)
      socket.resume()
      await once(socket, 'close')
    }
    const header = (opCode: number, payload: Uint8Array): Buffer => {
      const bytes = Buffer.alloc(16)
      bytes.writeInt32LE(16 + payload.length)
      bytes.writeInt32LE(opCode, 12)
      return Buffer.concat([bytes, payload])
    }
    const framed = fc
      .tuple(fc.constantFrom(2013, 2004, 1), fc.uint8Array({ maxLength: 80 }))
      .map(([opCode, payload]) => header(opCode, payload))
    await fc.assert(fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 80 }), framed), hang), {
      numRuns: 200,
    })
    expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 })
  })
})
