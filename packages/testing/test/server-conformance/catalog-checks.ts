/** Collections, indexes, aggregation and errors of commands. */
import { Decimal128 } from 'mongodb'
import { type Check, errorCode, serverError } from './check.ts'

export const catalogChecks: readonly Check[] = [
  {
    name: 'a unique index refuses with 11000, its pattern and its value',
    documented: [11_000, { 'a.b': 1, c: -1 }, { 'a.b': 'x', c: 1 }, true],
    ask: async ({ rows }) => {
      await rows.createIndex({ 'a.b': 1, c: -1 }, { unique: true, name: 'both' })
      await rows.insertMany([
        { _id: 1, a: { b: 'x' }, c: 1 },
        { _id: 2, a: { b: 'x' }, c: 2 },
      ])
      const error = await serverError(rows.insertOne({ _id: 3, a: { b: 'x' }, c: 1 }))
      return [
        error?.code,
        error?.['keyPattern'],
        error?.['keyValue'],
        error?.message.includes('index: both '),
      ]
    },
  },
  {
    name: 'a unique index also holds for updates, replacements and findAndModify',
    documented: [11_000, 11_000, 11_000],
    ask: async ({ rows }) => {
      await rows.createIndex({ f: 1 }, { unique: true })
      await rows.insertMany([
        { _id: 1, f: 1 },
        { _id: 2, f: 2 },
      ])
      return [
        await errorCode(rows.updateOne({ _id: 1 }, { $set: { f: 2 } })),
        await errorCode(rows.replaceOne({ _id: 1 }, { f: 2 })),
        await errorCode(rows.findOneAndUpdate({ _id: 1 }, { $set: { f: 2 } })),
      ]
    },
  },
  {
    name: 'a unique index takes a missing field as null',
    documented: ['no error', 11_000, 11_000],
    ask: async ({ rows }) => {
      await rows.createIndex({ f: 1 }, { unique: true })
      const insert = (_id: number, fields: object) => errorCode(rows.insertOne({ _id, ...fields }))
      return [await insert(1, {}), await insert(2, {}), await insert(3, { f: null })]
    },
  },
  {
    name: 'a sparse unique index leaves documents without the field alone',
    documented: ['no error', 'no error', 'no error', 11_000],
    ask: async ({ rows }) => {
      await rows.createIndex({ f: 1 }, { unique: true, sparse: true })
      const insert = (_id: number, fields: object) => errorCode(rows.insertOne({ _id, ...fields }))
      return [
        await insert(1, {}),
        await insert(2, {}),
        await insert(3, { f: 1 }),
        await insert(4, { f: 1 }),
      ]
    },
  },
  {
    name: 'a partial unique index holds only for the documents of its filter',
    documented: ['no error', 'no error', 'no error', 11_000],
    ask: async ({ rows }) => {
      await rows.createIndex({ f: 1 }, { unique: true, partialFilterExpression: { live: true } })
      const insert = (_id: number, live: boolean) => errorCode(rows.insertOne({ _id, f: 1, live }))
      return [
        await insert(1, false),
        await insert(2, false),
        await insert(3, true),
        await insert(4, true),
      ]
    },
  },
  {
    name: 'a unique index on an array compares elements between documents, not within one',
    documented: ['no error', 11_000],
    ask: async ({ rows }) => {
      await rows.createIndex({ f: 1 }, { unique: true })
      const insert = (_id: number, f: string[]) => errorCode(rows.insertOne({ _id, f }))
      return [await insert(1, ['a', 'a', 'b']), await insert(2, ['c', 'b'])]
    },
  },
  {
    name: 'a unique index compares numbers by value, whatever their type',
    documented: 11_000,
    ask: async ({ rows }) => {
      await rows.createIndex({ f: 1 }, { unique: true })
      await rows.insertOne({ _id: 1, f: 1 })
      return errorCode(rows.insertOne({ _id: 2, f: Decimal128.fromString('1.0') }))
    },
  },
  {
    name: 'an index on two arrays of one document is refused with CannotIndexParallelArrays (171)',
    documented: 171,
    ask: async ({ rows }) => {
      await rows.createIndex({ f: 1, g: 1 })
      return errorCode(rows.insertOne({ _id: 1, f: [1], g: [2] }))
    },
  },
  {
    name: 'a unique index over duplicates is refused with 11000',
    documented: 11_000,
    ask: async ({ rows }) => {
      await rows.insertMany([
        { _id: 1, f: 1 },
        { _id: 2, f: 1 },
      ])
      return errorCode(rows.createIndex({ f: 1 }, { unique: true }))
    },
  },
  {
    name: 'making the same index again is no error, other options 85, other keys of the name 86',
    documented: ['no error', 85, 86],
    ask: async ({ rows }) => {
      await rows.createIndex({ f: 1 }, { name: 'one' })
      return [
        await errorCode(rows.createIndex({ f: 1 }, { name: 'one' })),
        await errorCode(rows.createIndex({ f: 1 }, { name: 'two' })),
        await errorCode(rows.createIndex({ g: 1 }, { name: 'one' })),
      ]
    },
  },
  {
    name: 'a plain, a unique and a sparse index may have the same keys',
    documented: ['no error', 'no error', 'no error', 11_000],
    ask: async ({ rows }) => [
      await errorCode(rows.createIndex({ f: 1 }, { name: 'plain' })),
      await errorCode(rows.createIndex({ f: 1 }, { name: 'unique', unique: true })),
      await errorCode(rows.createIndex({ f: 1 }, { name: 'sparse', sparse: true })),
      await errorCode(
        rows.insertMany([
          { _id: 1, f: 1 },
          { _id: 2, f: 1 },
        ]),
      ),
    ],
  },
  {
    name: 'listIndexes names keys and options',
    documented: [
      { name: '_id_', key: { _id: 1 }, unique: undefined },
      { name: 'f_1_g_-1', key: { f: 1, g: -1 }, unique: true },
    ],
    ask: async ({ rows }) => {
      await rows.createIndex({ f: 1, g: -1 }, { unique: true })
      const indexes = await rows.listIndexes().toArray()
      return indexes.map(({ name, key, unique }) => ({ name, key, unique }))
    },
  },
  {
    name: 'listIndexes of a missing collection is NamespaceNotFound (26)',
    documented: 26,
    ask: ({ db, rows }) => errorCode(db.command({ listIndexes: rows.collectionName })),
  },
  {
    name: 'dropping an unknown index is IndexNotFound (27)',
    documented: 27,
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 1 })
      return errorCode(rows.dropIndex('nonsense'))
    },
  },
  {
    name: 'dropping a missing collection is no error',
    documented: 'no error',
    ask: ({ db, rows }) => errorCode(db.command({ drop: rows.collectionName })),
  },
  {
    name: 'a dropped collection is gone with its documents and indexes',
    documented: [0, ['_id_']],
    ask: async ({ rows }) => {
      await rows.createIndex({ f: 1 })
      await rows.insertOne({ _id: 1, f: 1 })
      await rows.drop()
      const left = await rows.countDocuments()
      await rows.insertOne({ _id: 1 })
      const indexes = await rows.listIndexes().toArray()
      return [left, indexes.map((index): unknown => index['name'])]
    },
  },
  {
    name: 'making a collection that exists with other options is NamespaceExists (48)',
    documented: 48,
    ask: async ({ db, rows }) => {
      await db.createCollection(rows.collectionName)
      return errorCode(db.createCollection(rows.collectionName, { capped: true, size: 4096 }))
    },
  },
  {
    name: 'listCollections filters by name',
    documented: [1, 0],
    ask: async ({ db, rows }) => {
      await rows.insertOne({ _id: 1 })
      const list = (name: string) => db.listCollections({ name }, { nameOnly: true }).toArray()
      return [(await list(rows.collectionName)).length, (await list('nonsense')).length]
    },
  },
  {
    name: 'an unknown command is CommandNotFound (59)',
    documented: 59,
    ask: ({ db }) => errorCode(db.command({ nonsense: 1 })),
  },
  {
    name: 'an empty collection name is InvalidNamespace (73)',
    documented: 73,
    ask: ({ db }) => errorCode(db.command({ find: '' })),
  },
  {
    name: 'count, distinct and aggregate agree with find',
    documented: [
      2,
      [1, 2, 3],
      [
        { _id: 'a', n: 3 },
        { _id: 'b', n: 1 },
      ],
      [{ total: 3 }],
    ],
    ask: async ({ rows }) => {
      await rows.insertMany([
        { _id: 1, k: 'a', f: [1, 2] },
        { _id: 2, k: 'b', f: 3 },
        { _id: 3, k: 'a' },
        { _id: 4, k: 'a' },
      ])
      const groups = rows.aggregate([
        { $group: { _id: '$k', n: { $sum: 1 } } },
        { $sort: { n: -1 } },
      ])
      const total = rows.aggregate([{ $match: { k: 'a' } }, { $count: 'total' }])
      return [
        await rows.countDocuments({ f: { $exists: true } }),
        await rows.distinct('f'),
        await groups.toArray(),
        await total.toArray(),
      ]
    },
  },
]
