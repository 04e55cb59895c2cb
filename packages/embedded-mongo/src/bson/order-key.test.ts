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
} from 'bson'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { valueOf } from '../test-support/document-of.ts'
import { compareValues } from './compare.ts'
import { orderKey } from './order-key.ts'

/** Each sorts before the next. */
const ASCENDING: readonly unknown[] = [
  new MinKey(),
  null,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  Long.MIN_VALUE,
  -1e10,
  new Int32(-5),
  -0.5,
  0,
  Number.MIN_VALUE,
  Decimal128.fromString('0.1'),
  0.1,
  0.5,
  new Int32(1),
  1.5,
  Decimal128.fromString('2.25'),
  new Int32(3),
  2 ** 53,
  Long.fromString('9007199254740993'),
  Long.fromString('9007199254740995'),
  Long.MAX_VALUE,
  Number.POSITIVE_INFINITY,
  '',
  '\0',
  'A',
  'a',
  'a\0b',
  'ab',
  'z',
  'é',
  '\uff5e',
  '😀',
  {},
  { a: 1 },
  { a: 1, b: 0 },
  { a: 2 },
  { b: 0 },
  { a: 'x' },
  [],
  [1],
  [1, 2],
  [2],
  new Binary(Buffer.from([255])),
  new Binary(Buffer.from([0, 0])),
  new ObjectId('000000000000000000000000'),
  new ObjectId('0000000000000000000000ff'),
  false,
  true,
  new Date(-1),
  new Date(0),
  new Date(1),
  new Timestamp({ t: 1, i: 5 }),
  new Timestamp({ t: 2, i: 0 }),
  new BSONRegExp('a'),
  new BSONRegExp('b', 'i'),
  new MaxKey(),
]

describe('the order of values', () => {
  const values = ASCENDING.map(valueOf)

  it('is the one that MongoDB documents, types first', () => {
    for (const [index, value] of values.entries()) {
      for (const [other, than] of values.entries()) {
        const order = Math.sign(compareValues(value, than))
        expect([index, other, order]).toEqual([index, other, Math.sign(index - other)])
      }
    }
  })

  it('is the order of the keys', () => {
    const keys = values.map(orderKey)
    expect(keys.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(keys)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it.each([
    [[new Int32(1), new Double(1), Long.fromInt(1), Decimal128.fromString('1.00')]],
    [[new Double(-0), new Int32(0), Decimal128.fromString('0E+3')]],
    [[Decimal128.fromString('0.10'), Decimal128.fromString('0.1')]],
    [[Long.fromString('9007199254740993'), Decimal128.fromString('9007199254740993')]],
  ])('takes equal values of different types for equal: %s', (equals) => {
    const keys = new Set(equals.map((value) => orderKey(valueOf(value))))
    expect(keys.size).toBe(1)
  })
})

const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.integer(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
)
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 3 }), tie('value'), { maxKeys: 3 }),
  ),
}))

it('comparing values and comparing their keys never disagree', () => {
  fc.assert(
    fc.property(anyValue, anyValue, (a, b) => {
      const [x, y] = [valueOf(a), valueOf(b)]
      const [p, q] = [orderKey(x), orderKey(y)]
      const byKey = p === q ? 0 : p < q ? -1 : 1
      expect(Math.sign(compareValues(x, y)) + 0).toBe(byKey)
    }),
  )
})
