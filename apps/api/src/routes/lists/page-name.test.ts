import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { bodyOf, specOf } from './list-query.ts'
import { pageName } from './page-name.ts'

const name = (query: Parameters<typeof specOf>[0]): string =>
  pageName(specOf(query), { meta: query.meta === true })

it('is ASCII of one length, whatever was asked', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.json()), (filter) => {
      expect(name({ filter })).toMatch(/^[\w-]{24}$/)
    }),
  )
})

it('is the same however the same query was asked', () => {
  const body = name({ sort: [{ field: 'n', order: 'asc' }], filter: { a: 1 }, fields: ['a', 'b'] })
  expect(name(bodyOf({ sort: 'n', filter: '{ "a" : 1.0 }', fields: 'a, b' }))).toBe(body)
  expect(name({ limit: 50, count: false, meta: false, filter: {}, sort: [] })).toBe(name({}))
})

it('differs with every part of a query', () => {
  const queries = [
    {},
    { filter: { a: 1 } },
    { filter: { a: '1' } },
    { filter: { a: null } },
    { filter: { a: { b: 1, c: 2 } } },
    // To MongoDB these are two different values of a.
    { filter: { a: { c: 2, b: 1 } } },
    { sort: [{ field: 'a' }] },
    { sort: [{ field: 'a', order: 'desc' as const }] },
    { sort: [{ field: 'a' }, { field: 'b' }] },
    { fields: [] },
    { fields: ['a'] },
    { fields: ['a', 'b'] },
    { fields: ['a,b'] },
    { limit: 1 },
    { after: '1' },
    { count: true },
    { meta: true },
  ]
  expect(new Set(queries.map(name)).size).toBe(queries.length)
})
