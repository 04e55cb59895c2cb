/** Which documents a filter selects. */
import { Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId } from 'mongodb'
import { type Check, errorCode, type Row, selected, withIndex } from './check.ts'
import type { Document } from 'mongodb'

const someDate = new Date('2020-01-02T03:04:05.006Z')

const mixed: Row[] = [
  { _id: 'array', f: [3, 'x'] },
  { _id: 'bool', f: true },
  { _id: 'date', f: someDate },
  { _id: 'document', f: { a: 1 } },
  { _id: 'missing' },
  { _id: 'null', f: null },
  { _id: 'number', f: 7 },
  { _id: 'objectId', f: new ObjectId('507f1f77bcf86cd799439011') },
  { _id: 'string', f: 'hello' },
]

const numbers: Row[] = [
  { _id: 'decimal', f: Decimal128.fromString('1') },
  { _id: 'double', f: new Double(1) },
  { _id: 'int', f: new Int32(1) },
  { _id: 'long', f: Long.fromNumber(1) },
]

const arrays: Row[] = [
  { _id: 'ab', f: ['a', 'b'] },
  { _id: 'abc', f: ['a', 'b', 'c'] },
  { _id: 'ba', f: ['b', 'a'] },
  { _id: 'empty', f: [] },
  { _id: 'nested', f: [['a', 'b']] },
  { _id: 'plain', f: 'a' },
]

const items: Row[] = [
  {
    _id: 'both',
    items: [
      { k: 'x', n: 1 },
      { k: 'y', n: 9 },
    ],
  },
  { _id: 'one', items: [{ k: 'x', n: 9 }] },
  { _id: 'single', items: { k: 'x', n: 9 } },
]

function selects(name: string, data: Row[], question: { filter: Document; ids: string[] }): Check {
  return {
    name,
    documented: question.ids,
    ask: async ({ rows }) => {
      await rows.insertMany(data)
      return selected(rows, question.filter)
    },
  }
}

const onValues: readonly Check[] = [
  selects('equality with null also matches a missing field', mixed, {
    filter: { f: null },
    ids: ['missing', 'null'],
  }),
  selects('$in with null also matches a missing field', mixed, {
    filter: { f: { $in: [null, 7] } },
    ids: ['missing', 'null', 'number'],
  }),
  selects('$exists true matches null and not a missing field', mixed.slice(4, 7), {
    filter: { f: { $exists: true } },
    ids: ['null', 'number'],
  }),
  selects('$ne matches documents without the field', mixed.slice(4, 7), {
    filter: { f: { $ne: 7 } },
    ids: ['missing', 'null'],
  }),
  selects('$ne null matches neither null nor a missing field', mixed.slice(4, 7), {
    filter: { f: { $ne: null } },
    ids: ['number'],
  }),
  selects('$nin matches documents without the field', mixed.slice(4, 7), {
    filter: { f: { $nin: [7] } },
    ids: ['missing', 'null'],
  }),
  selects('$not matches other types and a missing field', mixed, {
    filter: { f: { $not: { $gt: 1 } } },
    ids: ['bool', 'date', 'document', 'missing', 'null', 'objectId', 'string'],
  }),
  selects('$gt a number matches numbers only', mixed, {
    filter: { f: { $gt: 1 } },
    ids: ['array', 'number'],
  }),
  selects('$lt a string matches strings only', mixed, {
    filter: { f: { $lt: 'z' } },
    ids: ['array', 'string'],
  }),
  selects('$gte null matches null and a missing field only', mixed, {
    filter: { f: { $gte: null } },
    ids: ['missing', 'null'],
  }),
  selects('$gt null matches nothing', mixed, { filter: { f: { $gt: null } }, ids: [] }),
  selects('$lte a date matches dates only', mixed, {
    filter: { f: { $lte: someDate } },
    ids: ['date'],
  }),
  selects('$gte false matches booleans only', mixed, {
    filter: { f: { $gte: false } },
    ids: ['bool'],
  }),
  selects('$gt an ObjectId matches ObjectIds only', mixed, {
    filter: { f: { $gt: new ObjectId('000000000000000000000000') } },
    ids: ['objectId'],
  }),
  selects('$gt MinKey matches every other type, a missing field as well', mixed, {
    filter: { f: { $gt: new MinKey() } },
    ids: mixed.map((row) => String(row['_id'])),
  }),
  selects('$lt MaxKey matches every other type, a missing field as well', mixed, {
    filter: { f: { $lt: new MaxKey() } },
    ids: mixed.map((row) => String(row['_id'])),
  }),
  selects('$type looks into arrays', mixed, {
    filter: { f: { $type: 'string' } },
    ids: ['array', 'string'],
  }),
  selects('$type array matches arrays', mixed, {
    filter: { f: { $type: 'array' } },
    ids: ['array'],
  }),
  selects('$type takes several types', mixed, {
    filter: { f: { $type: ['bool', 'date', 'objectId', 'null'] } },
    ids: ['bool', 'date', 'null', 'objectId'],
  }),
  selects('$type number matches all four number types', numbers, {
    filter: { f: { $type: 'number' } },
    ids: ['decimal', 'double', 'int', 'long'],
  }),
  selects('$type long matches that type alone', numbers, {
    filter: { f: { $type: 'long' } },
    ids: ['long'],
  }),
  selects('numbers of all types are equal when their values are', numbers, {
    filter: { f: Long.fromNumber(1) },
    ids: ['decimal', 'double', 'int', 'long'],
  }),
  selects('numbers of all types compare by value', numbers, {
    filter: { f: { $gt: Decimal128.fromString('0.5'), $lt: new Double(1.5) } },
    ids: ['decimal', 'double', 'int', 'long'],
  }),
  selects(
    'long integers beyond 2^53 keep their last digit in comparisons',
    [
      { _id: 'even', f: Long.fromString('9007199254740992') },
      { _id: 'odd', f: Long.fromString('9007199254740993') },
    ],
    { filter: { f: Long.fromString('9007199254740993') }, ids: ['odd'] },
  ),
  selects(
    'NaN equals NaN',
    [
      { _id: 'nan', f: Number.NaN },
      { _id: 'one', f: 1 },
    ],
    {
      filter: { f: Number.NaN },
      ids: ['nan'],
    },
  ),
  selects('equality with a value matches an array that holds it', arrays, {
    filter: { f: 'a' },
    ids: ['ab', 'abc', 'ba', 'plain'],
  }),
  selects('equality with an array matches the whole array or an element', arrays, {
    filter: { f: ['a', 'b'] },
    ids: ['ab', 'nested'],
  }),
  selects('$all matches in any order', arrays, {
    filter: { f: { $all: ['b', 'a'] } },
    ids: ['ab', 'abc', 'ba'],
  }),
  selects('$all with null means what equality with null means', mixed.slice(4), {
    filter: { f: { $all: [null] } },
    ids: ['missing', 'null'],
  }),
  selects(
    '$elemMatch on values does not look into arrays within the array',
    [
      { _id: 'flat', f: [0, 1] },
      { _id: 'nested', f: [[0, 1]] },
    ],
    { filter: { f: { $elemMatch: { $in: [0] } } }, ids: ['flat'] },
  ),
  selects('$all with an array means what equality with that array means', arrays, {
    filter: { f: { $all: [['a', 'b']] } },
    ids: ['ab', 'nested'],
  }),
  selects('$size counts the elements', arrays, { filter: { f: { $size: 2 } }, ids: ['ab', 'ba'] }),
  selects('a number in a path is a position in an array', arrays, {
    filter: { 'f.1': 'a' },
    ids: ['ba'],
  }),
  selects(
    'two bounds on an array may be met by different elements',
    [
      { _id: 'spread', f: [1, 10] },
      { _id: 'within', f: [5] },
      { _id: 'without', f: [1, 2] },
    ],
    { filter: { f: { $gt: 4, $lt: 6 } }, ids: ['spread', 'within'] },
  ),
  selects(
    '$elemMatch on values wants one element to meet both bounds',
    [
      { _id: 'spread', f: [1, 10] },
      { _id: 'within', f: [5] },
    ],
    { filter: { f: { $elemMatch: { $gt: 4, $lt: 6 } } }, ids: ['within'] },
  ),
  selects('a path reaches through arrays of documents', items, {
    filter: { 'items.k': 'x', 'items.n': 9 },
    ids: ['both', 'one', 'single'],
  }),
  selects('$elemMatch wants one array element to match all, and an array', items, {
    filter: { items: { $elemMatch: { k: 'x', n: 9 } } },
    ids: ['one'],
  }),
  selects(
    'equality of documents depends on the order of their fields',
    [
      { _id: 'ab', f: { a: 1, b: 2 } },
      { _id: 'ba', f: { b: 2, a: 1 } },
      { _id: 'more', f: { a: 1, b: 2, c: 3 } },
    ],
    { filter: { f: { a: 1, b: 2 } }, ids: ['ab'] },
  ),
  selects(
    'an anchored regular expression is case-sensitive and matches strings and array elements',
    [
      { _id: 'in', f: ['zz', 'abc'] },
      { _id: 'low', f: 'abc' },
      { _id: 'mid', f: 'xabc' },
      { _id: 'num', f: 1 },
      { _id: 'up', f: 'ABC' },
    ],
    { filter: { f: { $regex: '^ab' } }, ids: ['in', 'low'] },
  ),
  selects('$nor matches what none of its clauses matches', mixed.slice(4), {
    filter: { $nor: [{ f: 7 }, { f: null }] },
    ids: ['objectId', 'string'],
  }),
  selects('$and and $or nest', mixed, {
    filter: { $and: [{ $or: [{ f: 7 }, { f: 'hello' }] }, { f: { $ne: 7 } }] },
    ids: ['string'],
  }),
]

export const filterChecks: readonly Check[] = [
  ...onValues,
  ...onValues.map(withIndex),
  {
    name: 'a range of ids stays within the type of its bound',
    documented: ['b', 'c'],
    ask: async ({ rows }) => {
      await rows.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 'a' }, { _id: 'b' }, { _id: 'c' }])
      return selected(rows, { _id: { $gt: 'a' } })
    },
  },
  {
    name: 'a descending index gives a string and those that begin with it',
    documented: ['a', 'ab', 'b'],
    ask: async ({ rows }) => {
      await rows.createIndex({ f: -1 })
      await rows.insertMany(['', 'a', 'ab', 'b', 'c'].map((f) => ({ _id: f, f })))
      return selected(rows, { f: { $gte: 'a', $lte: 'b' } })
    },
  },
  {
    name: '$in finds ids of several types, and each once',
    documented: ['1', 'a'],
    ask: async ({ rows }) => {
      await rows.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 'a' }])
      return selected(rows, { _id: { $in: ['a', 1, 'a', 'z'] } })
    },
  },
  {
    name: 'an unknown operator is refused with BadValue (2)',
    documented: 2,
    ask: ({ rows }) => errorCode(rows.find({ f: { $nonsense: 1 } }).toArray()),
  },
]
