import { expect, it } from 'vitest'
import { knownFields, usualColumns, valueAt } from './known-fields.ts'

const documents = [
  { id: 'a', title: 'x', at: { $date: '2026' }, address: { city: 'y', geo: { lat: { deep: 1 } } } },
  { id: 'b', title: 'z', 'with.dot': 1, cast: [{ name: 'p' }] },
]

it('knows the paths of documents, of the schema and of indexes', () => {
  const cache = { ttlMs: 0, staleMs: 0, negativeTtlMs: 0, listTtlMs: 0, near: false }
  const settings = {
    schema: { properties: { rating: {}, title: {} } },
    indexes: [{ fields: { 'cast.name': 1 as const } }],
    cache,
    publicRead: false,
  }
  expect(knownFields(documents, { name: 'm', settings })).toEqual([
    'title',
    'at',
    'address',
    'address.city',
    'address.geo',
    'address.geo.lat',
    'cast',
    'rating',
    'cast.name',
  ])
})

it('shows the first fields at the top', () => {
  expect(usualColumns(documents)).toEqual(['title', 'at', 'address', 'cast'])
})

it('finds what is at a path', () => {
  expect(valueAt(documents[0], 'address.city')).toBe('y')
  expect(valueAt(documents[1], 'cast.name')).toEqual(['p'])
  expect(valueAt(documents[1], 'address.city')).toBeUndefined()
  expect(valueAt({ a: null }, 'a.toString')).toBeUndefined()
})
