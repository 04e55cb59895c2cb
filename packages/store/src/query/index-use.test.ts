import { expect, it } from 'vitest'
import { type IndexKeys, isServedByIndex } from './index-use.ts'
import type { ListSpec } from './list.ts'

const INDEXES: readonly IndexKeys[] = [
  [
    ['genre', 1],
    ['year', -1],
    ['_id', -1],
  ],
  [['sku', 1]],
  [
    ['cast.name', 1],
    ['_id', 1],
  ],
]

const sorted = (names: readonly string[]): NonNullable<ListSpec['sort']> =>
  names.map((name) =>
    name.startsWith('-')
      ? { field: name.slice(1), order: 'desc' as const }
      : { field: name, order: 'asc' as const },
  )

const served = (filter: Record<string, unknown>, ...sort: readonly string[]): boolean =>
  isServedByIndex({ filter, limit: 1, ...(sort.length > 0 && { sort: sorted(sort) }) }, INDEXES)

it('knows that the index on the id serves', () => {
  expect(served({})).toBe(true)
  expect(served({}, '-id')).toBe(true)
  expect(served({ id: 'a', other: 1 })).toBe(true)
  expect(served({ id: { $gt: 'a' } })).toBe(true)
  expect(served({ other: { $ne: 1 }, id: { $in: ['a'] } })).toBe(true)
})

it('looks for an index that begins with a field of the filter', () => {
  expect(served({ genre: 'x' })).toBe(true)
  expect(served({ genre: { $gte: 'x' }, other: 1 })).toBe(true)
  expect(served({ $and: [{ other: 1 }, { sku: { $in: [1, 2] } }] })).toBe(true)
  expect(served({ sku: { $regex: '^a' } })).toBe(true)
  expect(served({ sku: { $date: '2026-01-01T00:00:00Z' } })).toBe(true)
  expect(served({ cast: { $elemMatch: { name: 'x', role: 'y' } } })).toBe(true)
  expect(served({ year: 1985 })).toBe(false)
  expect(served({ other: 1 })).toBe(false)
  expect(served({ name: 'x' })).toBe(false)
})

it('knows conditions that no index helps with', () => {
  for (const condition of [{ $ne: 1 }, { $nin: [1] }, { $exists: true }, { $not: { $gt: 1 } }]) {
    expect(served({ sku: condition })).toBe(false)
  }
  expect(served({ $nor: [{ sku: 1 }] })).toBe(false)
  expect(served({ sku: { $ne: 1, $gt: 0 } })).toBe(true)
})

it('wants an index for each alternative', () => {
  expect(served({ $or: [{ sku: 1 }, { genre: 'x' }] })).toBe(true)
  expect(served({ $or: [{ sku: 1 }, { other: 'x' }] })).toBe(false)
  expect(served({ genre: 'x', $or: [{ sku: 1 }, { other: 'x' }] })).toBe(true)
  expect(served({ $or: [{ sku: 1 }, { genre: 'x' }] }, 'year')).toBe(false)
})

it('wants the order of a sort, in either direction, behind what is equal', () => {
  expect(served({}, 'genre', '-year')).toBe(true)
  expect(served({}, '-genre', 'year')).toBe(true)
  expect(served({}, 'genre', 'year')).toBe(false)
  expect(served({ genre: 'x' }, '-year')).toBe(true)
  expect(served({ genre: 'x' }, 'year')).toBe(true)
  expect(served({ genre: 'x', year: { $gt: 1 } }, '-year')).toBe(true)
  expect(served({ genre: 'x' }, 'genre', 'year')).toBe(true)
  expect(served({ year: { $gt: 1980 } }, 'genre', '-year')).toBe(true)
  expect(served({ other: 1 }, 'genre', '-year')).toBe(false)
  expect(served({ genre: { $gt: 'x' } }, '-year')).toBe(false)
  expect(served({}, 'year')).toBe(false)
  // Without the id at its end an index does not give the order of a page.
  expect(served({}, 'sku')).toBe(false)
  expect(served({ sku: 1 }, 'sku')).toBe(true)
})
