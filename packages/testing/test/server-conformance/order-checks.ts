/** The order of sorted results, and reading them in batches. */
import {
  Binary,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'mongodb'
import { type Check, errorCode, type Row, selected, sorted, withIndex } from './check.ts'

const inBsonOrder: Row[] = [
  { _id: 'a-minKey', f: new MinKey() },
  { _id: 'b-null', f: null },
  { _id: 'c-number', f: -1 },
  { _id: 'd-number', f: Long.fromNumber(5) },
  { _id: 'e-number', f: Decimal128.fromString('5.5') },
  { _id: 'f-string', f: 'A' },
  { _id: 'g-document', f: { a: 1 } },
  { _id: 'h-binary', f: new Binary(Buffer.from([1])) },
  { _id: 'i-objectId', f: new ObjectId('507f1f77bcf86cd799439011') },
  { _id: 'j-false', f: false },
  { _id: 'k-true', f: true },
  { _id: 'l-date', f: new Date(0) },
  { _id: 'm-timestamp', f: new Timestamp({ t: 1, i: 1 }) },
  { _id: 'n-regex', f: /a/ },
  { _id: 'o-maxKey', f: new MaxKey() },
]
const idsInBsonOrder = inBsonOrder.map((row) => row['_id'])

function sorts(
  name: string,
  data: Row[],
  question: { sort: Record<string, 1 | -1>; ids: unknown[] },
): Check {
  return {
    name,
    documented: question.ids,
    ask: async ({ rows }) => {
      // Stored in another order than asked for, so that doing nothing is not an answer.
      await rows.insertMany([...data.slice(1), ...data.slice(0, 1)].toReversed())
      return sorted(rows, question.sort)
    },
  }
}

const onValues: readonly Check[] = [
  sorts('types sort in the BSON order', inBsonOrder, { sort: { f: 1 }, ids: idsInBsonOrder }),
  sorts('types sort in the opposite order when descending', inBsonOrder, {
    sort: { f: -1 },
    ids: idsInBsonOrder.toReversed(),
  }),
  sorts(
    'null and missing are equal in a sort',
    [{ _id: 1 }, { _id: 2, f: null }, { _id: 3 }, { _id: 4, f: 0 }],
    {
      sort: { f: 1, _id: 1 },
      ids: [1, 2, 3, 4],
    },
  ),
  sorts(
    'numbers of all types sort by value',
    [
      { _id: 1, f: new Double(-0.5) },
      { _id: 2, f: new Int32(0) },
      { _id: 3, f: Decimal128.fromString('0.1') },
      { _id: 4, f: Long.fromNumber(1) },
      { _id: 5, f: new Double(1.5) },
    ],
    { sort: { f: 1 }, ids: [1, 2, 3, 4, 5] },
  ),
  sorts(
    'long integers beyond 2^53 sort exactly',
    [
      { _id: 1, f: Long.fromString('9007199254740992') },
      { _id: 2, f: Long.fromString('9007199254740993') },
      { _id: 3, f: Long.fromString('9007199254740994') },
    ],
    { sort: { f: 1 }, ids: [1, 2, 3] },
  ),
  sorts(
    'strings sort by their UTF-8 bytes',
    [
      { _id: 1, f: 'B' },
      { _id: 2, f: 'a' },
      { _id: 3, f: 'é' },
      { _id: 4, f: '\uFF5E' },
      { _id: 5, f: '😀' },
    ],
    { sort: { f: 1 }, ids: [1, 2, 3, 4, 5] },
  ),
  sorts(
    'an array sorts by its least element when ascending',
    [
      { _id: 1, f: [9, 1] },
      { _id: 2, f: [2, 3] },
      { _id: 3, f: 4 },
    ],
    { sort: { f: 1 }, ids: [1, 2, 3] },
  ),
  sorts(
    'an array sorts by its greatest element when descending',
    [
      { _id: 1, f: [9, 1] },
      { _id: 2, f: 4 },
      { _id: 3, f: [2, 3] },
    ],
    { sort: { f: -1 }, ids: [1, 2, 3] },
  ),
  sorts(
    'an empty array sorts before null and a missing field',
    [
      { _id: 5, f: [] },
      { _id: 1 },
      { _id: 2, f: null },
      { _id: 3, f: [null, 1] },
      { _id: 4, f: 0 },
    ],
    { sort: { f: 1, _id: 1 }, ids: [5, 1, 2, 3, 4] },
  ),
  sorts(
    'a document without the field among those of an array counts as null',
    [
      { _id: 1, f: [{ k: 5 }, {}] },
      { _id: 2, f: [{ k: 2 }, { k: 3 }] },
      { _id: 3, f: { k: 4 } },
    ],
    { sort: { 'f.k': 1 }, ids: [1, 2, 3] },
  ),
  sorts(
    'a number in the path of a sort is a position in an array',
    [
      { _id: 1, f: 'no array' },
      { _id: 2, f: [1, 9] },
      { _id: 3, f: [2, { k: 0 }] },
      { _id: 4, f: [3, 0] },
    ],
    { sort: { 'f.0': 1 }, ids: [1, 2, 3, 4] },
  ),
  sorts(
    'documents compare field by field: type, then name, then value',
    [
      { _id: 1, f: { a: 1 } },
      { _id: 2, f: { a: 1, b: 1 } },
      { _id: 3, f: { a: 2 } },
      { _id: 4, f: { b: 1 } },
      { _id: 5, f: { a: 'x' } },
    ],
    { sort: { f: 1 }, ids: [1, 2, 3, 4, 5] },
  ),
  sorts(
    'several sort fields apply in the order they are given',
    [
      { _id: 1, f: 2, g: { h: 'a' } },
      { _id: 2, f: 2, g: { h: 'b' } },
      { _id: 3, f: 1, g: { h: 'a' } },
    ],
    { sort: { f: -1, 'g.h': 1 }, ids: [1, 2, 3] },
  ),
  {
    name: 'the page after a string is later strings and all later types',
    documented: [
      'g-document',
      'h-binary',
      'i-objectId',
      'j-false',
      'k-true',
      'l-date',
      'm-timestamp',
      'n-regex',
      'o-maxKey',
    ],
    ask: async ({ rows }) => {
      await rows.insertMany(inBsonOrder)
      const later = [
        'object',
        'binData',
        'objectId',
        'bool',
        'date',
        'timestamp',
        'regex',
        'maxKey',
      ]
      return selected(rows, { $or: [{ f: { $gt: 'A' } }, { f: { $type: later } }] })
    },
  },
]

export const orderChecks: readonly Check[] = [
  ...onValues,
  ...onValues.map(withIndex),
  {
    name: 'ids of several types sort in the BSON order',
    documented: [1, 2, '1', 'a'],
    ask: async ({ rows }) => {
      await rows.insertMany([{ _id: 'a' }, { _id: 2 }, { _id: '1' }, { _id: 1 }])
      return sorted(rows, { _id: 1 })
    },
  },
  {
    name: 'a cursor gives every document once, over several batches',
    documented: [0, 1, 2, 3, 4, 5, 6],
    ask: async ({ rows }) => {
      await rows.insertMany(Array.from({ length: 7 }, (_, _id) => ({ _id })))
      const found = await rows.find({}, { batchSize: 2, sort: { _id: 1 } }).toArray()
      return found.map((row) => row['_id'])
    },
  },
  {
    name: 'limit ends a cursor within and across batches',
    documented: [2, 5],
    ask: async ({ rows }) => {
      await rows.insertMany(Array.from({ length: 7 }, (_, _id) => ({ _id })))
      const within = await rows.find({}, { batchSize: 3, limit: 2 }).toArray()
      const across = await rows.find({}, { batchSize: 2, limit: 5 }).toArray()
      return [within.length, across.length]
    },
  },
  {
    name: 'a collection that is not there reads as empty',
    documented: [[], null, 0],
    ask: async ({ rows }) => [
      await rows.find({}).toArray(),
      await rows.findOne({}),
      await rows.countDocuments(),
    ],
  },
  {
    name: 'getMore of an unknown cursor is refused with CursorNotFound (43)',
    documented: 43,
    ask: async ({ db, rows }) => {
      await rows.insertOne({ _id: 1 })
      return errorCode(
        db.command({ getMore: Long.fromString('1234567890123'), collection: rows.collectionName }),
      )
    },
  },
  {
    name: 'a query that takes longer than maxTimeMS is ended with MaxTimeMSExpired (50)',
    documented: 50,
    ask: async ({ rows }) => {
      await rows.insertMany(
        Array.from({ length: 30_000 }, (_, _id) => ({ _id, f: `value ${_id % 977}` })),
      )
      return errorCode(
        rows.find({ f: { $regex: '^value .*x$' } }, { maxTimeMS: 1, sort: { f: 1 } }).toArray(),
      )
    },
  },
  {
    name: 'a write that takes longer than maxTimeMS is ended with MaxTimeMSExpired (50)',
    documented: 50,
    ask: async ({ rows }) => {
      await rows.insertMany(
        Array.from({ length: 30_000 }, (_, _id) => ({ _id, f: `value ${_id}` })),
      )
      const slow = { f: { $regex: '^value .*x$' } }
      return errorCode(rows.updateMany(slow, { $set: { g: 1 } }, { maxTimeMS: 1 }))
    },
  },
]
