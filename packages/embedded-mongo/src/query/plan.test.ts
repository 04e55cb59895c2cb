import * as fc from 'fast-check'
import type { Document } from 'bson'
import { describe, expect, it } from 'vitest'
import { orderKey } from '../bson/order-key.ts'
import { documentOf } from '../test-support/document-of.ts'
import { compileFilter } from './filter.ts'
import { isEverything, planFor, type Plan } from './plan.ts'

const plan = (filter: Document): Plan => planFor(documentOf(filter))

function names(of: Plan, key: string): boolean {
  if (of.type === 'keys') return of.keys.includes(key)
  return (of.from === undefined || key >= of.from) && (of.to === undefined || key <= of.to)
}

describe('a plan', () => {
  it('goes straight to the documents whose ids the filter names', () => {
    expect(plan({ _id: 'a', b: 1 })).toMatchObject({ type: 'keys', keys: [orderKey('a')] })
    expect(plan({ $and: [{ _id: { $in: ['a', 'b'] } }, { c: 1 }] })).toMatchObject({ type: 'keys' })
  })

  it('is everything when the filter says nothing of ids', () => {
    expect(isEverything(plan({ a: 1 }))).toBe(true)
    expect(isEverything(plan({ $or: [{ _id: 1 }, { a: 1 }] }))).toBe(true)
    expect(isEverything(plan({ _id: { $ne: 1 } }))).toBe(true)
  })

  it('never leaves out a document that the filter matches', () => {
    const id = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom('', 'a', 'b'),
      fc.constant(null),
    )
    const operator = fc.constantFrom('$eq', '$gt', '$gte', '$lt', '$lte', '$ne')
    const condition = fc.oneof(
      id,
      fc.dictionary(operator, id, { minKeys: 1, maxKeys: 3 }),
      fc.array(id, { maxLength: 3 }).map((ids) => ({ $in: ids })),
    )
    const filter = fc.oneof(
      condition.map((one) => ({ _id: one })),
      fc.array(condition, { minLength: 1, maxLength: 3 }).map((all) => ({
        $and: all.map((one) => ({ _id: one })),
      })),
    )
    fc.assert(
      fc.property(filter, id, (object, _id) => {
        const document = documentOf({ _id })
        if (!compileFilter(documentOf(object))(document)) return
        expect(names(plan(object), orderKey(document.get('_id')))).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})
