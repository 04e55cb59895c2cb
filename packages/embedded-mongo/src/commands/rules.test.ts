import { useEmbeddedClient } from '../test-support/embedded-client.ts'
import { describe, expect, it } from 'vitest'

const embedded = useEmbeddedClient()

describe('an error', () => {
  it('for a duplicate id says what, where and why, as MongoDB does', async () => {
    const { items } = embedded()
    await items.insertOne({ _id: 'x' })
    await expect(items.insertOne({ _id: 'x' })).rejects.toMatchObject({
      code: 11000,
      message: `E11000 duplicate key error collection: test.${items.collectionName} index: _id_ dup key: { _id: "x" }`,
      keyPattern: { _id: 1 },
      keyValue: { _id: 'x' },
    })
  })

  it('ends an ordered bulk, and only skips in an unordered one', async () => {
    const { items } = embedded()
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
    const { client } = embedded()
    await expect(client.db('test').command(command)).rejects.toMatchObject({ code, codeName })
  })

  it('tells when the time is up', async () => {
    const { items } = embedded()
    await items.insertMany(Array.from({ length: 5000 }, (_, index) => ({ _id: index })))
    const slow = items.find({ $expr: { $eq: ['$_id', -1] } }).maxTimeMS(1)
    await expect(slow.toArray()).rejects.toMatchObject({ code: 50, codeName: 'MaxTimeMSExpired' })
  })
})

describe('a unique index', () => {
  it('is enforced for inserts and updates, over several fields', async () => {
    const { items } = embedded()
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
    const { items } = embedded()
    await items.createIndex({ a: 1 }, { unique: true })
    await items.insertOne({ _id: 1 })
    await expect(items.insertOne({ _id: 2, a: null })).rejects.toMatchObject({ code: 11000 })
    await items.dropIndex('a_1')
    await items.createIndex({ a: 1 }, { unique: true, sparse: true })
    await items.insertOne({ _id: 3 })
    expect(await items.countDocuments()).toBe(2)
  })

  it('covers each item of an array, and may cover some documents only', async () => {
    const { items } = embedded()
    await items.createIndex({ tags: 1 }, { unique: true, partialFilterExpression: { live: true } })
    await items.insertOne({ _id: 1, tags: ['a', 'b', 'b'], live: true })
    await items.insertOne({ _id: 2, tags: ['b'] })
    await expect(items.insertOne({ _id: 3, tags: ['c', 'b'], live: true })).rejects.toMatchObject({
      code: 11000,
    })
  })

  it('pairs the fields of one array, and refuses two arrays', async () => {
    const { items } = embedded()
    await items.createIndex({ 'a.b': 1, 'a.c': 1 }, { unique: true })
    await items.insertOne({
      _id: 1,
      a: [
        { b: 1, c: 1 },
        { b: 2, c: 2 },
      ],
    })
    await items.insertOne({ _id: 2, a: [{ b: 1, c: 2 }] })
    await expect(items.insertOne({ _id: 3, a: { b: 2, c: 2 } })).rejects.toMatchObject({
      code: 11000,
    })
    await items.createIndex({ f: 1, g: 1 })
    await expect(items.insertOne({ _id: 4, a: 1, f: [1], g: [2] })).rejects.toMatchObject({
      code: 171,
    })
  })

  it('is not built over duplicates', async () => {
    const { items } = embedded()
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
    const { items } = embedded()
    await items.createIndex({ a: 1 }, { name: 'one' })
    await items.createIndex({ a: 1 }, { name: 'one' })
    await expect(items.createIndex({ b: 1 }, { name: 'one' })).rejects.toMatchObject({ code: 86 })
    await expect(items.createIndex({ a: 1 }, { name: 'two' })).rejects.toMatchObject({ code: 85 })
    await items.createIndex({ a: 1 }, { name: 'two', unique: true })
    await items.createIndex({ a: 1 }, { name: 'three', sparse: true })
    const indexes = await items.indexes()
    expect(indexes.map(({ name }) => name)).toEqual(['_id_', 'one', 'two', 'three'])
    await expect(items.dropIndex('none')).rejects.toMatchObject({ code: 27 })
  })
})

describe('the catalog', () => {
  it('lists what was made, and forgets what was dropped', async () => {
    const { client } = embedded()
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
    const { client } = embedded()
    const info = await client.db('admin').command({ buildInfo: 1 })
    expect(info).toMatchObject({ version: '8.0.0-embedded', cstoreEmbedded: true, modules: [] })
  })
})
