import * as fc from 'fast-check'
import { Int32, Long, type Document } from 'bson'
import { expect, it } from 'vitest'
import { documentOf } from '../test-support/document-of.ts'
import { parseSort, Sorter } from './sort.ts'

function sorted(documents: readonly Document[], spec: Document, limit = Infinity): unknown[] {
  const sorter = new Sorter<unknown>(parseSort(documentOf(spec)), limit)
  for (const document of documents) sorter.push(document['_id'], documentOf(document))
  return sorter.sorted()
}

it('orders values of different types, missing ones first', () => {
  const documents = [
    { _id: 'text', a: 'x' },
    { _id: 'long', a: Long.fromInt(3) },
    { _id: 'yes', a: true },
    { _id: 'missing' },
    { _id: 'int', a: new Int32(2) },
    { _id: 'object', a: { b: 1 } },
  ]
  const ascending = ['missing', 'int', 'long', 'text', 'object', 'yes']
  expect(sorted(documents, { a: 1 })).toEqual(ascending)
  expect(sorted(documents, { a: -1 })).toEqual(ascending.toReversed())
})

it('takes the smallest item of an array, or the greatest when descending', () => {
  const documents = [
    { _id: 'array', a: [1, 9] },
    { _id: 'five', a: 5 },
    { _id: 'null', a: null },
    { _id: 'empty', a: [] },
  ]
  expect(sorted(documents, { a: 1 })).toEqual(['empty', 'null', 'array', 'five'])
  expect(sorted(documents, { a: -1 })).toEqual(['array', 'five', 'null', 'empty'])
})

it('sorts by several fields, and by paths into documents and arrays', () => {
  const documents = [
    { _id: 1, a: { b: 2 }, c: 1 },
    { _id: 2, a: [{ b: 1 }, { b: 7 }], c: 1 },
    { _id: 3, a: { b: 2 }, c: 2 },
  ]
  expect(sorted(documents, { 'a.b': 1, c: -1 })).toEqual([2, 3, 1])
})

it('takes a number in a path for a position', () => {
  const documents = [{ _id: 1, b: [5, { c: 1 }] }, { _id: 2, b: [1] }, { _id: 3 }]
  expect(sorted(documents, { 'b.0': 1 })).toEqual([3, 2, 1])
})

it('keeps with a limit what comes first without one', () => {
  const values = fc.array(fc.integer({ min: 0, max: 20 }))
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 12 }), (numbers, limit) => {
      const documents = numbers.map((a, index) => ({ _id: index, a }))
      expect(sorted(documents, { a: -1 }, limit)).toEqual(
        sorted(documents, { a: -1 }).slice(0, limit),
      )
    }),
  )
})

it('refuses an order that is none', () => {
  expect(() => parseSort(documentOf({ a: 2 }))).toThrow('sort order')
})
