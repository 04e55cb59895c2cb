import { Int32, ObjectId } from 'mongodb'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FilterInvalidError } from '../store-errors.ts'
import { parseFilter } from './filter.ts'

const hex = '65f0c0ffee0ddba11ad0beef'

function pointersOf(filter: Record<string, unknown>): string[] {
  try {
    parseFilter(filter)
    return []
  } catch (error) {
    if (!(error instanceof FilterInvalidError)) throw error
    return error.errors.map(({ pointer }) => pointer)
  }
}

describe('parseFilter', () => {
  it.each([
    [{}, {}],
    [{ a: 'x' }, { a: { $eq: 'x' } }],
    [{ a: null }, { a: { $eq: null } }],
    [{ a: { b: 'x' } }, { a: { $eq: { b: 'x' } } }],
    [{ a: {} }, { a: { $eq: {} } }],
    [{ 'a.b.0': { $gt: 'x' } }, { 'a.b.0': { $gt: 'x' } }],
    [{ a: { $date: '2020-01-01T00:00:00Z' } }, { a: { $eq: new Date('2020-01-01T00:00:00Z') } }],
    [
      { a: { $gte: { $date: '2020-01-01T00:00:00Z' } } },
      { a: { $gte: new Date('2020-01-01T00:00:00Z') } },
    ],
    [{ a: { $in: ['x', 1] } }, { a: { $in: ['x', new Int32(1)] } }],
    [{ a: { $regex: '^ab' } }, { a: { $regex: '^ab' } }],
    [{ a: { $not: { $lt: 'x' } } }, { a: { $not: { $lt: 'x' } } }],
    [{ a: { $elemMatch: { $gt: 'x' } } }, { a: { $elemMatch: { $gt: 'x' } } }],
    [
      { a: { $elemMatch: { id: 'x', b: { $exists: true } } } },
      { a: { $elemMatch: { id: { $eq: 'x' }, b: { $exists: true } } } },
    ],
    [{ a: { $all: ['x'], $size: 1 } }, { a: { $all: ['x'], $size: 1 } }],
    [
      { $or: [{ a: 'x' }, { $and: [{ b: 'y' }] }], $nor: [{ c: 'z' }] },
      { $or: [{ a: { $eq: 'x' } }, { $and: [{ b: { $eq: 'y' } }] }], $nor: [{ c: { $eq: 'z' } }] },
    ],
    [{ id: 'x' }, { _id: { $eq: 'x' } }],
    [{ id: { $in: ['x', `~oid:${hex}`] } }, { _id: { $in: ['x', new ObjectId(hex)] } }],
    [{ id: { $gt: '' } }, { _id: { $gt: '' } }],
  ])('turns %j into %o', (filter, parsed) => {
    expect(parseFilter(filter)).toEqual(parsed)
  })

  it.each([
    ['$where'],
    ['$expr'],
    ['$function'],
    ['$accumulator'],
    ['$jsonSchema'],
    ['$text'],
    ['$comment'],
    ['$not'],
    ['$eq'],
    ['$anythingNew'],
  ])('refuses %s at the top', (operator) => {
    expect(pointersOf({ [operator]: {} })).toEqual([`/${operator}`])
  })

  it.each([
    ['$where'],
    ['$expr'],
    ['$mod'],
    ['$type'],
    ['$options'],
    ['$geoWithin'],
    ['$bitsAllSet'],
    ['$and'],
  ])('refuses %s beside a field', (operator) => {
    expect(pointersOf({ a: { [operator]: 1 } })).toEqual([`/a/${operator}`])
  })

  it.each([
    [{ _cstore: 1 }, '/_cstore'],
    [{ '_cstore.v': 1 }, '/_cstore.v'],
    [{ _id: 1 }, '/_id'],
    [{ '_id.a': 1 }, '/_id.a'],
    [{ 'id.a': 1 }, '/id.a'],
    [{ 'a.$where': 1 }, '/a.$where'],
    [{ 'a..b': 1 }, '/a..b'],
    [{ '': 1 }, '/'],
    [JSON.parse('{"__proto__": 1}'), '/__proto__'],
    [{ 'a.constructor': 1 }, '/a.constructor'],
    [{ prototype: 1 }, '/prototype'],
    [{ a: { $gt: 1, b: 2 } }, '/a/b'],
    [{ a: { $gt: { $gt: 1 } } }, '/a/$gt/$gt'],
    [{ a: { b: { $gt: 1 } } }, '/a/b/$gt'],
    [{ a: { $in: 1 } }, '/a/$in'],
    [{ a: { $in: [{ $gt: 1 }] } }, '/a/$in/0/$gt'],
    [{ a: { $in: [{ $regularExpression: { pattern: 'x', options: '' } }] } }, '/a/$in/0'],
    [{ a: { $regularExpression: { pattern: 'x', options: '' } } }, '/a'],
    [{ a: { $not: { $regularExpression: { pattern: 'x', options: '' } } } }, '/a/$not'],
    [{ a: { $not: 'x' } }, '/a/$not'],
    [{ a: { $exists: 1 } }, '/a/$exists'],
    [{ a: { $size: -1 } }, '/a/$size'],
    [{ a: { $size: 1.5 } }, '/a/$size'],
    [{ a: { $regex: 'ab' } }, '/a/$regex'],
    [{ a: { $regex: '^(a+)+' } }, '/a/$regex'],
    [{ a: { $regex: '^a', $options: 'i' } }, '/a/$options'],
    [{ a: { $elemMatch: 1 } }, '/a/$elemMatch'],
    [{ a: { $elemMatch: { $where: '1' } } }, '/a/$elemMatch/$where'],
    [{ $or: [] }, '/$or'],
    [{ $or: {} }, '/$or'],
    [{ $and: [1] }, '/$and/0'],
    [{ $and: [{ $where: '1' }] }, '/$and/0/$where'],
    [{ id: 5 }, '/id'],
    [{ id: '~x' }, '/id'],
    [{ id: { $in: ['~oid:X'] } }, '/id/$in/0'],
    [{ a: 'x'.repeat(8193) }, '/a'],
    [{ a: { $in: Array.from({ length: 1001 }, (_, at) => at) } }, '/a/$in'],
    [{ a: { $date: 'x' } }, '/a/$date'],
  ])('refuses %j at %s', (filter: Record<string, unknown>, pointer) => {
    expect(pointersOf(filter)).toContain(pointer)
  })

  it('refuses deep nesting and many conditions', () => {
    let deep: Record<string, unknown> = { a: 1 }
    for (let level = 0; level < 20; level += 1) deep = { $or: [deep] }
    expect(pointersOf(deep)).toHaveLength(1)
    let negated: unknown = { $gt: 1 }
    for (let level = 0; level < 20; level += 1) negated = { $not: negated }
    expect(pointersOf({ a: negated })).toHaveLength(1)
    const wide = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`f${at}`, 1]))
    expect(pointersOf(wide)).toEqual([''])
  })

  it('tells every fault at once', () => {
    expect(pointersOf({ _id: 1, a: { $where: 1 }, b: { $in: 1 } })).toHaveLength(3)
  })

  it('lets no operator through that it does not name, whatever the shape', () => {
    const allowed =
      /^\$(?:and|or|nor|eq|ne|gt|gte|lt|lte|in|nin|all|exists|size|regex|not|elemMatch)$/
    const key = fc.constantFrom(
      'a',
      '$or',
      '$where',
      '$gt',
      '$not',
      '$elemMatch',
      '$expr',
      '$in',
      'b',
    )
    const tree = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue({ maxDepth: 0 }),
        fc.dictionary(key, tie('node'), { maxKeys: 3, noNullPrototype: true }),
        fc.array(tie('node'), { maxLength: 3 }),
      ),
    })).node
    fc.assert(
      fc.property(fc.dictionary(key, tree, { maxKeys: 3, noNullPrototype: true }), (filter) => {
        fc.pre(pointersOf(filter).length === 0)
        const operators = namesIn(parseFilter(filter)).filter((name) => name.startsWith('$'))
        expect(operators.filter((name) => !allowed.test(name))).toEqual([])
      }),
    )
  })
})

function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = Array.isArray(value) ? [] : Object.keys(value)
  return [...own, ...Object.values(value).flatMap(namesIn)]
}
