import * as fc from 'fast-check'
import {
  Binary,
  BSON,
  Code,
  DBRef,
  Decimal128,
  Double,
  Int32,
  Long,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'mongodb'
import { describe, expect, it } from 'vitest'
import { bsonFields, bsonValue } from './bson-arbitraries.ts'
import { mergeValue } from './merge.ts'
import { Faults, parseValue, ROOT } from './parse.ts'
import { sameJson } from './plain-object.ts'
import { present } from './present.ts'

const hex = '65f0c0ffee0ddba11ad0beef'

function parse(value: unknown): unknown {
  const faults = new Faults()
  const parsed = parseValue(value, ROOT, faults)
  expect(faults.found).toEqual([])
  return parsed
}

function faultsOf(value: unknown): unknown {
  const faults = new Faults()
  parseValue(value, ROOT, faults)
  return faults.found
}

function merge(stored: unknown, value: unknown): unknown {
  const faults = new Faults()
  const merged = mergeValue(stored, { value, place: ROOT }, faults)
  expect(faults.found).toEqual([])
  return merged
}

describe('present', () => {
  it.each([
    [new Int32(5), 5],
    [new Double(5), 5],
    [new Double(0.5), 0.5],
    [new Double(Number.NaN), { $numberDouble: 'NaN' }],
    [new Double(Number.NEGATIVE_INFINITY), { $numberDouble: '-Infinity' }],
    [Long.fromNumber(2 ** 40), 2 ** 40],
    [Long.MAX_VALUE, { $numberLong: '9223372036854775807' }],
    [Decimal128.fromString('1.10'), { $numberDecimal: '1.10' }],
    [new Date('2020-01-31T12:00:00.5Z'), { $date: '2020-01-31T12:00:00.500Z' }],
    [new Date('2020-01-31T12:00:00Z'), { $date: '2020-01-31T12:00:00Z' }],
    [new Date(-1), { $date: { $numberLong: '-1' } }],
    [new ObjectId(hex), { $oid: hex }],
    [new Binary(Buffer.from('hi'), 0), { $binary: { base64: 'aGk=', subType: '00' } }],
    [new Timestamp({ t: 1, i: 2 }), { $timestamp: { t: 1, i: 2 } }],
    [new MinKey(), { $minKey: 1 }],
    [new Code('1'), { $code: '1' }],
    [new DBRef('c', new ObjectId(hex)), { $ref: 'c', $id: { $oid: hex } }],
    [undefined, null],
    [{ _bsontype: 'ObjectId' }, { _bsontype: 'ObjectId' }],
  ])('shows %o as %j', (value, json) => {
    expect(present(value)).toEqual(json)
  })

  it.each([
    [new Int32(5), 5],
    [new Double(5), { $numberDouble: '5' }],
    [new Double(-0), { $numberDouble: '-0' }],
    [new Double(0.5), 0.5],
    [new Double(2 ** 53), 2 ** 53],
    [Long.fromNumber(5), { $numberLong: '5' }],
    [Long.fromNumber(2 ** 40), 2 ** 40],
    [{ a: [new Double(5)] }, { a: [{ $numberDouble: '5' }] }],
  ])('shows %o exactly as %j', (value, json) => {
    expect(present(value, 'exact')).toEqual(json)
  })

  it('shows a field named __proto__ without touching the prototype', () => {
    const presented = present(BSON.deserialize(BSON.serialize(JSON.parse('{"__proto__":{"a":1}}'))))
    expect(JSON.stringify(presented)).toBe('{"__proto__":{"a":1}}')
    expect(Object.getPrototypeOf(presented)).toBe(Object.prototype)
  })
})

describe('parseValue', () => {
  it.each([
    [1, new Int32(1)],
    [-(2 ** 31), new Int32(-(2 ** 31))],
    [2 ** 31, Long.fromNumber(2 ** 31)],
    [2 ** 53, new Double(2 ** 53)],
    [1.5, new Double(1.5)],
    [{ $numberInt: '5' }, new Int32(5)],
    [{ $numberLong: '5' }, Long.fromNumber(5)],
    [{ $numberDouble: '5' }, new Double(5)],
    [{ $date: '2020-01-31T12:00:00+01:00' }, new Date('2020-01-31T11:00:00Z')],
    [{ $date: { $numberLong: '-5' } }, new Date(-5)],
    [
      { $uuid: 'c8edabc3-f738-4ca3-b68d-ab92a91478a3' },
      new UUID('c8edabc3f7384ca3b68dab92a91478a3'),
    ],
    [{ a: { $oid: hex } }, { a: new ObjectId(hex) }],
  ])('stores %j as %o', (json, value) => {
    expect(BSON.serialize({ value: parse(json) })).toEqual(BSON.serialize({ value }))
  })

  it.each([
    [{ a: { $date: '5x' } }, '/a/$date'],
    [{ a: { $date: '2020-13-01T00:00:00Z' } }, '/a/$date'],
    [{ a: { $date: 5 } }, '/a/$date'],
    [{ $date: { $numberLong: '9999999999999999' } }, '/$date'],
    [{ $oid: 'x' }, '/$oid'],
    [{ $numberInt: '2147483648' }, '/$numberInt'],
    [{ $numberLong: '9223372036854775808' }, '/$numberLong'],
    [{ $numberDecimal: 'x' }, '/$numberDecimal'],
    [{ $binary: { base64: '?', subType: '00' } }, '/$binary'],
    [{ $timestamp: { t: -1, i: 0 } }, '/$timestamp'],
    [{ $regularExpression: { pattern: 'a\0', options: '' } }, '/$regularExpression'],
    [{ $where: '1' }, '/$where'],
    [{ $oid: hex, b: 1 }, '/$oid'],
    [{ $ref: 'a', $id: 1 }, '/$ref'],
    [{ a: [1, { $set: 1 }] }, '/a/1/$set'],
    [{ 'a.b': 1 }, '/a.b'],
    [{ 'a/b~': { '': 1 } }, '/a~1b~0/'],
    [{ 'a\0': 1 }, '/a\0'],
    [{ _bsontype: 'ObjectId' }, '/_bsontype'],
    [JSON.parse('{"a":{"__proto__":{}}}'), '/a/__proto__'],
    [{ a: '\ud800' }, '/a'],
    [{ a: 5n }, '/a'],
  ])('refuses %o at %s', (json, pointer) => {
    expect(faultsOf(json)).toContainEqual({ pointer, detail: expect.any(String) })
  })

  it('refuses what is nested deeper than MongoDB stores', () => {
    let deep: unknown = 1
    for (let level = 0; level < 200; level += 1) deep = { a: deep }
    expect(faultsOf(deep)).toHaveLength(1)
  })

  it('leaves out undefined, as JSON does', () => {
    expect(parse({ a: undefined })).toEqual({})
  })

  it('reads back the very bytes that it shows with exact types', () => {
    fc.assert(
      fc.property(bsonValue, (value) => {
        const json: unknown = JSON.parse(JSON.stringify(present(value, 'exact')))
        expect(BSON.serialize({ value: parse(json) })).toEqual(BSON.serialize({ value }))
      }),
    )
  })

  it('reads back what it shows, in the same JSON', () => {
    fc.assert(
      fc.property(bsonValue, (value) => {
        const json = present(value)
        expect(sameJson(present(parse(json)), json)).toBe(true)
      }),
    )
  })

  it('stores any JSON so that it reads the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const faults = new Faults()
        const parsed = parseValue(value, ROOT, faults)
        fc.pre(faults.found.length === 0)
        expect(JSON.stringify(present(parsed))).toBe(JSON.stringify(value))
      }),
    )
  })
})

describe('mergeValue', () => {
  it('keeps the stored value of everything that reads the same', () => {
    fc.assert(
      fc.property(bsonFields, (stored) => {
        const sentBack: unknown = JSON.parse(JSON.stringify(present(stored)))
        expect(BSON.serialize({ value: merge(stored, sentBack) })).toEqual(
          BSON.serialize({ value: stored }),
        )
      }),
    )
  })

  it('keeps the types of siblings at every depth', () => {
    const stored = {
      a: { keep: new Double(1), change: new Int32(1) },
      list: [Long.fromNumber(1), 2],
    }
    expect(merge(stored, { a: { keep: 1, change: 2 }, list: [1, 3, 4] })).toEqual({
      a: { keep: new Double(1), change: new Int32(2) },
      list: [Long.fromNumber(1), new Int32(3), new Int32(4)],
    })
  })

  it('takes the order and the types that are given', () => {
    const merged = merge({ a: new Int32(1), b: new Double(2) }, { b: 2, a: { $numberLong: '1' } })
    expect(merged).toEqual({ b: new Double(2), a: Long.fromNumber(1) })
    expect(Object.keys(Object(merged))).toEqual(['b', 'a'])
  })

  it('takes an Extended JSON value over a sub-document', () => {
    expect(merge({ a: 1 }, { $oid: hex })).toEqual(new ObjectId(hex))
  })
})
