import { BSONRegExp, Decimal128, Double, Int32, Long, Timestamp, type Document } from 'bson'
import { describe, expect, it } from 'vitest'
import { encodeDocument } from '../bson/encode.ts'
import { CommandError } from '../command-error.ts'
import { documentOf } from '../test-support/document-of.ts'
import { errorOf } from '../test-support/error-of.ts'
import { compileUpdate } from './update.ts'
import { upsertedDocument } from './upsert.ts'

interface Given {
  readonly filter?: Document
  readonly arrayFilters?: Document[]
}

function updated(document: Document, update: unknown, given: Given = {}): Buffer {
  const spec = documentOf({ update, arrayFilters: given.arrayFilters ?? [] })
  const compiled = compileUpdate({
    update: spec.get('update'),
    arrayFilters: spec.get('arrayFilters'),
    filter: documentOf(given.filter ?? {}),
  })
  return encodeDocument(compiled.apply(documentOf(document), false))
}

const bytesOf = (document: Document): Buffer => encodeDocument(documentOf(document))

const BIG = Long.fromString('9007199254740993')

/** Compared byte for byte, so types and the order of fields count. */
const CASES: readonly (readonly [unknown, Document, Document])[] = [
  [{ $set: { b: 1 } }, { a: BIG }, { a: BIG, b: 1 }],
  [{ $set: { 'a.b.c': 1 } }, {}, { a: { b: { c: 1 } } }],
  [{ $set: { 'a.1': 'x' } }, { a: [1, 2] }, { a: [1, 'x'] }],
  [{ $set: { 'a.3': 'x' } }, { a: [1] }, { a: [1, null, null, 'x'] }],
  [{ $set: { 'a.0': 'x' } }, {}, { a: { '0': 'x' } }],
  [{ $set: { a: new Double(1) } }, { a: new Int32(1) }, { a: new Double(1) }],
  [{ $unset: { a: '' } }, { a: 1, b: 2 }, { b: 2 }],
  [{ $unset: { 'a.b': '', 'c.d': '' } }, { a: { b: 1, e: 2 } }, { a: { e: 2 } }],
  [{ $unset: { 'a.0': '' } }, { a: [1, 2] }, { a: [null, 2] }],
  [{ $inc: { a: 1 } }, { a: new Int32(1) }, { a: new Int32(2) }],
  [{ $inc: { a: 1 } }, { a: new Int32(2147483647) }, { a: Long.fromNumber(2147483648) }],
  [{ $inc: { a: 1 } }, { a: Long.fromInt(1) }, { a: Long.fromInt(2) }],
  [{ $inc: { a: 1 } }, { a: BIG }, { a: Long.fromString('9007199254740994') }],
  [{ $inc: { a: 1 } }, { a: new Double(1) }, { a: new Double(2) }],
  [{ $inc: { a: new Double(0.5) } }, { a: new Int32(1) }, { a: new Double(1.5) }],
  [{ $inc: { a: Decimal128.fromString('0.1') } }, { a: 1 }, { a: Decimal128.fromString('1.1') }],
  [{ $inc: { a: 5 } }, {}, { a: new Int32(5) }],
  [{ $mul: { a: 3 } }, { a: new Int32(2) }, { a: new Int32(6) }],
  [{ $mul: { a: Long.fromInt(3) } }, {}, { a: Long.fromInt(0) }],
  [{ $min: { a: 1 } }, { a: 5 }, { a: 1 }],
  [{ $min: { a: 9 } }, { a: 5 }, { a: 5 }],
  [{ $max: { a: 'x' } }, { a: 5 }, { a: 'x' }],
  [{ $max: { a: new Date(5) } }, {}, { a: new Date(5) }],
  [{ $rename: { a: 'b.c' } }, { a: 1, d: 2 }, { d: 2, b: { c: 1 } }],
  [{ $rename: { x: 'y' } }, { a: 1 }, { a: 1 }],
  [{ $setOnInsert: { a: 1 } }, { b: 1 }, { b: 1 }],
  [{ $push: { a: 3 } }, { a: [1, 2] }, { a: [1, 2, 3] }],
  [{ $push: { a: 3 } }, {}, { a: [3] }],
  [{ $push: { a: { $each: [5, 4], $position: 0 } } }, { a: [1] }, { a: [5, 4, 1] }],
  [{ $push: { a: { $each: [5, 4], $sort: 1, $slice: -2 } } }, { a: [6] }, { a: [5, 6] }],
  [
    { $push: { a: { $each: [{ b: 1 }], $sort: { b: 1 } } } },
    { a: [{ b: 2 }] },
    { a: [{ b: 1 }, { b: 2 }] },
  ],
  [{ $push: { a: { $each: [], $slice: 1 } } }, { a: [1, 2] }, { a: [1] }],
  [{ $addToSet: { a: 1 } }, { a: [new Double(1)] }, { a: [new Double(1)] }],
  [{ $addToSet: { a: { $each: [2, 2, { b: 1 }] } } }, { a: [{ b: 1 }] }, { a: [{ b: 1 }, 2] }],
  [{ $pop: { a: 1 } }, { a: [1, 2, 3] }, { a: [1, 2] }],
  [{ $pop: { a: -1 } }, { a: [1, 2, 3] }, { a: [2, 3] }],
  [{ $pull: { a: 1 } }, { a: [1, 2, new Double(1)] }, { a: [2] }],
  [{ $pull: { a: { $gte: 2 } } }, { a: [1, 2, 3, 'x'] }, { a: [1, 'x'] }],
  [{ $pull: { a: { b: 1 } } }, { a: [{ b: 1, c: 1 }, { b: 2 }] }, { a: [{ b: 2 }] }],
  [{ $pull: { a: new BSONRegExp('^x') } }, { a: ['xy', 'y'] }, { a: ['y'] }],
  [{ $pullAll: { a: [1, 'x'] } }, { a: [1, 2, 'x'] }, { a: [2] }],
  [{ $bit: { a: { and: 6, or: 1 } } }, { a: new Int32(12) }, { a: new Int32(5) }],
  [{ $set: { 'a.$[].b': 1 } }, { a: [{ b: 0 }, {}] }, { a: [{ b: 1 }, { b: 1 }] }],
  [{ $inc: { 'a.$[]': 1 } }, { a: [1, 2] }, { a: [2, 3] }],
  [{ x: BIG }, { _id: 1, a: 1 }, { _id: 1, x: BIG }],
  [{ $set: {} }, { a: 1 }, { a: 1 }],
  [{ $set: { z: 1, b: 2 }, $inc: { k: 1 } }, { x: 0 }, { x: 0, b: 2, k: 1, z: 1 }],
  [
    { $inc: { a: new Double(0.5) } },
    { a: Decimal128.fromString('4.5') },
    { a: Decimal128.fromString('5.000000000000000') },
  ],
  [[{ $set: { c: { $add: ['$b', 1] } } }], { a: BIG, b: 1 }, { a: BIG, b: 1, c: 2 }],
  [[{ $unset: 'b' }], { a: new Double(1), b: 1 }, { a: new Double(1) }],
]

describe('an update', () => {
  it.each(CASES)('%j makes of %j: %j', (update, before, after) => {
    expect(updated(before, update).equals(bytesOf(after))).toBe(true)
  })

  it('keeps the order of fields that look like numbers', () => {
    const nested = new Map<string, unknown>([
      ['b', 1],
      ['1', 2],
      ['0', 3],
    ])
    const keys = [...documentOf({ nested }).keys()]
    expect(keys).toEqual(['nested'])
    const result = updated({ nested }, { $set: { 'nested.c': 1 } })
    nested.set('c', 1)
    expect(result.equals(bytesOf({ nested }))).toBe(true)
  })

  it('changes the items that an array filter names', () => {
    const arrayFilters = [{ 'x.grade': { $gte: 5 } }]
    const result = updated(
      { a: [{ grade: 4 }, { grade: 6 }] },
      { $set: { 'a.$[x].passed': true } },
      { arrayFilters },
    )
    expect(result.equals(bytesOf({ a: [{ grade: 4 }, { grade: 6, passed: true }] }))).toBe(true)
  })

  it.each([
    [{ a: 2 }, { 'a.$': 9 }, [{ a: [1, 2, 2] }, { a: [1, 9, 2] }]],
    [
      { 'a.b': 2 },
      { 'a.$.c': 9 },
      [{ a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 1 }, { b: 2, c: 9 }] }],
    ],
    [{ a: { $elemMatch: { b: 2 } } }, { 'a.$.b': 9 }, [{ a: [{ b: 2 }] }, { a: [{ b: 9 }] }]],
    [{ 'x.a': { $gt: 1 } }, { 'x.a.$': 9 }, [{ x: { a: [1, 5] } }, { x: { a: [1, 9] } }]],
  ] as const)(
    'puts the position that %j matched in the place of $',
    (filter, $set, [before, after]) => {
      expect(updated(before, { $set }, { filter }).equals(bytesOf(after))).toBe(true)
    },
  )

  it('sets the current date as a date or as a timestamp', () => {
    const result = documentOf({})
    const update = documentOf({ u: { $currentDate: { a: true, b: { $type: 'timestamp' } } } }).get(
      'u',
    )
    const compiled = compileUpdate({ update, filter: new Map(), arrayFilters: undefined })
    compiled.apply(result, false)
    expect(result.get('a')).toBeInstanceOf(Date)
    expect(result.get('b')).toBeInstanceOf(Timestamp)
  })

  it.each([
    ['FailedToParse', { $foo: { a: 1 } }, {}],
    ['FailedToParse', { $set: 1 }, {}],
    ['TypeMismatch', { $inc: { a: 'x' } }, { a: 1 }],
    ['TypeMismatch', { $inc: { a: 1 } }, { a: 'x' }],
    ['TypeMismatch', { $mul: { a: 1 } }, { a: null }],
    ['BadValue', { $inc: { a: 1 } }, { a: Long.MAX_VALUE }],
    ['BadValue', { $push: { a: 1 } }, { a: 1 }],
    ['BadValue', { $addToSet: { a: 1 } }, { a: 1 }],
    ['BadValue', { $pull: { a: 1 } }, { a: 1 }],
    ['TypeMismatch', { $pop: { a: 1 } }, { a: 1 }],
    ['PathNotViable', { $set: { 'a.b': 1 } }, { a: 1 }],
    ['PathNotViable', { $set: { 'a.b': 1 } }, { a: [] }],
    ['ConflictingUpdateOperators', { $set: { a: 1 }, $inc: { a: 1 } }, {}],
    ['ConflictingUpdateOperators', { $set: { a: 1, 'a.b': 1 } }, {}],
    ['ConflictingUpdateOperators', { $set: { a: 1, 'a!': 1, 'a.b': 1 } }, {}],
    ['ImmutableField', { $set: { _id: 2 } }, { _id: 1 }],
    ['ImmutableField', { $unset: { _id: 1 } }, { _id: 1 }],
    ['ImmutableField', { _id: 2, a: 1 }, { _id: 1 }],
    ['EmptyFieldName', { $set: { 'a..b': 1 } }, {}],
    ['DollarPrefixedFieldName', { $set: { $a: 1 } }, {}],
    ['DollarPrefixedFieldName', { a: 1, $set: { b: 1 } }, {}],
    ['BadValue', { $set: { 'a.$[x]': 1 } }, { a: [] }],
    ['BadValue', { $set: { 'a.$[]': 1 } }, {}],
    ['BadValue', { $set: { 'a.$': 1 } }, { a: [1] }],
    ['InvalidOptions', [{ $group: { _id: 1 } }], {}],
  ])('is refused with %s: %j on %j', (codeName, update, document) => {
    const error = errorOf(() => updated(document, update))
    expect(error).toBeInstanceOf(CommandError)
    expect(error).toMatchObject({ codeName })
  })
})

describe('an upsert', () => {
  it.each([
    [{ _id: 5, a: 1 }, { $set: { b: 2 } }, { _id: 5, a: 1, b: 2 }],
    [{ 'a.b': 1, _id: 'x', c: { $gt: 3 } }, { $inc: { n: 1 } }, { _id: 'x', a: { b: 1 }, n: 1 }],
    [{ $and: [{ _id: 1 }, { a: { $eq: 2 } }] }, { $setOnInsert: { b: 1 } }, { _id: 1, a: 2, b: 1 }],
    [{ _id: { $in: ['x'] } }, { a: 1 }, { _id: 'x', a: 1 }],
    [{ _id: 7, gone: 1 }, { a: 1 }, { _id: 7, a: 1 }],
    [{}, { _id: 3, a: 1 }, { _id: 3, a: 1 }],
    [{}, { $set: { _id: 3 } }, { _id: 3 }],
  ])('of %j with %j inserts %j', (filter, update, expected) => {
    const compiled = compileUpdate({
      update: documentOf(update),
      filter: documentOf(filter),
      arrayFilters: undefined,
    })
    const bytes = encodeDocument(upsertedDocument(documentOf(filter), compiled))
    expect(bytes.equals(bytesOf(expected))).toBe(true)
  })
})
