/** BSON types through storage and updates. */
import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'mongodb'
import { type Check, errorCode, type Row, storedText } from './check.ts'

const everyType: Row = {
  _id: 'x',
  int: new Int32(1),
  long: Long.fromNumber(1),
  double: new Double(1),
  negativeZero: new Double(-0),
  decimal: Decimal128.fromString('1.10'),
  date: new Date('2020-01-02T03:04:05.006Z'),
  early: new Date(-1),
  objectId: new ObjectId('507f1f77bcf86cd799439011'),
  binary: new Binary(Buffer.from([0, 255]), 0),
  uuid: new UUID('3b241101-e2bb-4255-8caf-4136c566a962'),
  timestamp: new Timestamp({ t: 7, i: 8 }),
  regex: new BSONRegExp('^a', 'i'),
  minKey: new MinKey(),
  maxKey: new MaxKey(),
  nothing: null,
  text: 'nul \u0000, 😀',
  empty: {},
  list: [],
  nested: { z: 1, a: [new Int32(1), new Double(2)] },
}

const everyTypeText =
  '{"_id":"x","int":{"$numberInt":"1"},"long":{"$numberLong":"1"},"double":{"$numberDouble":"1.0"},' +
  '"negativeZero":{"$numberDouble":"-0.0"},"decimal":{"$numberDecimal":"1.10"},' +
  '"date":{"$date":{"$numberLong":"1577934245006"}},"early":{"$date":{"$numberLong":"-1"}},' +
  '"objectId":{"$oid":"507f1f77bcf86cd799439011"},"binary":{"$binary":{"base64":"AP8=","subType":"00"}},' +
  '"uuid":{"$binary":{"base64":"OyQRAeK7QlWMr0E2xWapYg==","subType":"04"}},"timestamp":{"$timestamp":{"t":7,"i":8}},' +
  '"regex":{"$regularExpression":{"pattern":"^a","options":"i"}},"minKey":{"$minKey":1},"maxKey":{"$maxKey":1},' +
  '"nothing":null,"text":"nul \\u0000, 😀","empty":{},"list":[],' +
  '"nested":{"z":{"$numberInt":"1"},"a":[{"$numberInt":"1"},{"$numberDouble":"2.0"}]}}'

const TYPE_NAMES = [
  'minKey',
  'null',
  'number',
  'string',
  'object',
  'array',
  'binData',
  'objectId',
  'bool',
  'date',
  'timestamp',
  'regex',
  'maxKey',
] as const

export const typeChecks: readonly Check[] = [
  {
    name: 'every BSON type and the order of the fields survive storage',
    documented: everyTypeText,
    ask: async ({ rows }) => {
      await rows.insertOne(everyType)
      return storedText(rows, 'x')
    },
  },
  {
    name: 'an update of one field leaves type and order of the others',
    documented: everyTypeText.replace('"nothing":null', '"nothing":{"$numberInt":"5"}'),
    ask: async ({ rows }) => {
      await rows.insertOne(everyType)
      await rows.updateOne({ _id: 'x' }, { $set: { nothing: new Int32(5) } })
      return storedText(rows, 'x')
    },
  },
  {
    name: 'a replacement keeps every BSON type and the order of the fields',
    documented: everyTypeText,
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 'x', old: true })
      const { _id, ...fields } = everyType
      await rows.replaceOne({ _id }, fields)
      return storedText(rows, 'x')
    },
  },
  {
    name: '$inc keeps the type of a number and widens it when it overflows',
    documented:
      '{"_id":"x","int":{"$numberInt":"2"},"full":{"$numberLong":"2147483648"},"long":{"$numberLong":"2"},"double":{"$numberDouble":"2.0"}}',
    ask: async ({ rows }) => {
      await rows.insertOne({
        _id: 'x',
        int: new Int32(1),
        full: new Int32(2_147_483_647),
        long: Long.fromNumber(1),
        double: new Double(1),
      })
      const one = new Int32(1)
      await rows.updateOne({ _id: 'x' }, { $inc: { int: one, full: one, long: one, double: one } })
      return storedText(rows, 'x')
    },
  },
  {
    name: '$type knows every type by its name: those it does not know',
    documented: [],
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 1, f: 1 })
      const unknown = []
      for (const type of TYPE_NAMES)
        if ((await errorCode(rows.findOne({ f: { $type: type } }))) !== 'no error')
          unknown.push(type)
      return unknown
    },
  },
]
