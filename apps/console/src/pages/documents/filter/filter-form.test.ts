import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Condition } from './condition.ts'
import { guessType, typeOfValue } from './condition.ts'
import { buildFilter, readFilter } from './filter-form.ts'

const condition = (over: Partial<Condition>): Condition => ({
  field: 'year',
  operator: 'eq',
  type: 'text',
  text: '',
  ...over,
})

const build = (...conditions: Partial<Condition>[]): unknown => {
  const built = buildFilter(conditions.map(condition))
  return built.ok ? built.filter : built.problems
}

describe('buildFilter', () => {
  it.each<[Partial<Condition>, unknown]>([
    [{ type: 'number', text: '1985' }, { year: 1985 }],
    [{ type: 'text', text: '1985' }, { year: '1985' }],
    [{ type: 'text', text: '"  x"' }, { year: '  x' }],
    [
      { type: 'number', text: '9223372036854775807' },
      { year: { $eq: { $numberLong: '9223372036854775807' } } },
    ],
    [{ type: 'boolean', text: 'true', operator: 'ne' }, { year: { $ne: true } }],
    [{ type: 'null' }, { year: null }],
    [
      { type: 'date', text: '2026-01-31T12:00:00Z', operator: 'gte' },
      { year: { $gte: { $date: '2026-01-31T12:00:00.000Z' } } },
    ],
    [
      { type: 'id', text: '65F0c0ffee0ddba11ad0beef' },
      { year: { $eq: { $oid: '65f0c0ffee0ddba11ad0beef' } } },
    ],
    [{ type: 'json', text: '{"a": 1}' }, { year: { $eq: { a: 1 } } }],
    [{ type: 'json', text: '[1]' }, { year: [1] }],
    [{ operator: 'in', text: 'a, "b, c" ,d' }, { year: { $in: ['a', 'b, c', 'd'] } }],
    [{ operator: 'nin', type: 'number', text: '1, 2' }, { year: { $nin: [1, 2] } }],
    [{ operator: 'starts', text: 'a.b(' }, { year: { $regex: String.raw`^a\.b\(` } }],
    [{ operator: 'exists' }, { year: { $exists: true } }],
    [{ operator: 'absent' }, { year: { $exists: false } }],
  ])('makes of %j: %j', (one, filter) => {
    expect(build(one)).toEqual(filter)
  })

  it('puts the conditions of a field together', () => {
    const from = condition({ operator: 'gte', type: 'number', text: '1980' })
    expect(build(from, { operator: 'lt', type: 'number', text: '1990' })).toEqual({
      year: { $gte: 1980, $lt: 1990 },
    })
    expect(build(from, from)).toEqual({
      $and: [{ year: { $gte: 1980 } }, { year: { $gte: 1980 } }],
    })
    expect(build()).toEqual({})
  })

  it('says which condition lacks what', () => {
    expect(
      build(
        { field: ' ' },
        { type: 'number', text: 'x' },
        { type: 'date', text: '1' },
        { field: '$where' },
      ),
    ).toEqual([
      { at: 0, part: 'field', problem: 'Expected a field.' },
      { at: 1, part: 'value', problem: 'Expected a number.' },
      { at: 2, part: 'value', problem: expect.stringContaining('Expected a date') },
      { at: 3, part: 'field', problem: 'A field does not begin with $.' },
    ])
    expect(build({ type: 'boolean', text: 'yes' })).toHaveLength(1)
    expect(build({ type: 'id', text: '12' })).toHaveLength(1)
    expect(build({ type: 'json', text: '{' })).toHaveLength(1)
  })
})

describe('readFilter', () => {
  it.each([
    {},
    { year: 1985 },
    { year: '1985' },
    { year: { $gte: 1980, $lt: 1990 }, title: { $regex: '^Br' } },
    { $and: [{ a: { $gte: 1 } }, { a: { $gte: 2 } }] },
    {
      a: { $in: ['x', 'y, z', ' '] },
      b: { $nin: [1, 2] },
      c: { $exists: false },
      d: { $exists: true },
    },
    {
      a: { $gte: { $date: '2026-01-31T12:00:00.000Z' } },
      b: { $eq: { $oid: '65f0c0ffee0ddba11ad0beef' } },
    },
    {
      a: null,
      b: { $ne: false },
      c: { $eq: { x: 1 } },
      'd.e': '"quoted"',
      f: { $eq: { $numberLong: '9223372036854775807' } },
    },
  ])('reads %j, and it means the same again', (filter) => {
    const conditions = readFilter(filter)
    expect(conditions).toBeDefined()
    expect(buildFilter(conditions ?? [])).toEqual({ ok: true, filter })
  })

  it.each([
    { $or: [{ a: 1 }] },
    { a: { $elemMatch: { b: 1 } } },
    { a: { $regex: '^a|^b' } },
    { a: { $regex: 'a' } },
    { a: { $in: [1, 'x'] } },
    { a: { $not: { $gt: 1 } } },
    { $and: [{ $nor: [{ a: 1 }] }] },
    { $and: 'x' },
    { a: { $gt: 1, b: 2 } },
  ])('leaves %j to JSON', (filter) => {
    expect(readFilter(filter)).toBeUndefined()
  })

  it('reads back whatever was typed', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('eq', 'ne', 'starts'), (text, operator) => {
        const built = buildFilter([condition({ operator, text })])
        const filter = built.ok ? built.filter : {}
        const again = buildFilter(readFilter(filter) ?? [])
        expect(again).toEqual(built)
      }),
    )
  })
})

it('guesses what was meant', () => {
  expect(
    ['12', '-1.5e3', 'true', 'null', '{"a":1}', 'abc', '', '1985-01-01'].map(guessType),
  ).toEqual(['number', 'number', 'boolean', 'null', 'json', 'text', 'text', 'text'])
})

it('knows the types of values', () => {
  const values = [
    'x',
    1,
    true,
    { $date: 'x' },
    { $oid: 'x' },
    { $numberLong: '1' },
    [2],
    { a: 1 },
    null,
  ]
  expect(values.map(typeOfValue)).toEqual([
    'text',
    'number',
    'boolean',
    'date',
    'id',
    'number',
    'number',
    'json',
    'text',
  ])
})
