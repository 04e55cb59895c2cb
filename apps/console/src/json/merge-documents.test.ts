import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSameJson, type JsonObject } from './json-value.ts'
import { mergeDocuments } from './merge-documents.ts'

const merge = (base: JsonObject, theirs: JsonObject, mine: JsonObject) =>
  mergeDocuments({ base, theirs, mine })

const date = (text: string) => ({ at: { $date: text } })

describe('mergeDocuments', () => {
  it('takes what only one has changed', () => {
    expect(
      merge({ a: 1, b: 1, c: 1, d: 1 }, { a: 2, b: 1, d: 1, e: 5 }, { a: 1, b: 2, c: 1, f: 6 }),
    ).toEqual({ merged: { a: 2, b: 2, e: 5, f: 6 }, conflicts: [] })
  })

  it('is content when both have done the same', () => {
    expect(merge({ a: 1 }, { a: 2, b: [1] }, { b: [1], a: 2 })).toEqual({
      merged: { a: 2, b: [1] },
      conflicts: [],
    })
  })

  it('names what both have changed, and drafts mine', () => {
    expect(merge({ a: 1, b: 0 }, { a: 2, b: 0 }, { a: 3, b: 0 })).toEqual({
      merged: { a: 3, b: 0 },
      conflicts: ['/a'],
    })
  })

  it('looks into objects, not into lists', () => {
    expect(
      merge(
        { o: { a: 1, b: 1 }, l: [1] },
        { o: { a: 2, b: 1 }, l: [1, 2] },
        { o: { a: 1, b: 2 }, l: [1, 3] },
      ),
    ).toEqual({ merged: { o: { a: 2, b: 2 }, l: [1, 3] }, conflicts: ['/l'] })
  })

  it('keeps what one has changed and the other removed, and says so', () => {
    expect(merge({ a: 1 }, {}, { a: 2 })).toEqual({ merged: { a: 2 }, conflicts: ['/a'] })
    expect(merge({ a: 1 }, { a: 2 }, {})).toEqual({ merged: { a: 2 }, conflicts: ['/a'] })
  })

  it('takes values of MongoDB as one', () => {
    expect(merge(date('1'), date('2'), { at: { $oid: '3' } })).toEqual({
      merged: { at: { $oid: '3' } },
      conflicts: ['/at'],
    })
  })

  it('bears names that mean something to JavaScript', () => {
    const odd: JsonObject = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}')
    expect(JSON.stringify(merge({}, {}, odd).merged)).toBe(JSON.stringify(odd))
  })

  const document = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue({ maxDepth: 2 }))

  it('gives one when the other has changed nothing', () => {
    fc.assert(
      fc.property(document, document, (base, changed) => {
        for (const both of [merge(base, changed, base), merge(base, base, changed)]) {
          expect(both.conflicts).toEqual([])
          expect(isSameJson(both.merged, changed)).toBe(true)
        }
      }),
    )
  })
})
