import { describe, expect, it } from 'vitest'
import { describeIndex, describeMissing, missingIndexes, namedIndex } from './index-spec.ts'

describe('namedIndex', () => {
  it('ends with the id in the direction of the last field, so that lists need not be sorted', () => {
    expect(namedIndex({ fields: { year: 1, title: -1 } })).toEqual({
      name: 'cstore_year_1_title_-1',
      key: { year: 1, title: -1, _id: -1 },
      unique: false,
    })
  })

  it('leaves unique indexes and those on the id as they are', () => {
    expect(namedIndex({ fields: { isbn: 1 }, unique: true }).key).toEqual({ isbn: 1 })
    expect(namedIndex({ fields: { id: 1, a: 1 } }).key).toEqual({ _id: 1, a: 1 })
  })

  it('makes long names short, and keeps them apart', () => {
    const [first, second] = ['a', 'b'].map((end) =>
      namedIndex({ fields: { ['x'.repeat(200) + end]: 1 } }),
    )
    expect(first?.name.length).toBeLessThanOrEqual(100)
    expect(first?.name).not.toBe(second?.name)
  })

  it('is shown as the client named it', () => {
    const index = namedIndex({ fields: { year: 1 } })
    expect(describeIndex(index)).toMatchObject({ fields: { year: 1 }, state: 'ready' })
    expect(describeMissing(index, undefined)).toMatchObject({
      fields: { year: 1 },
      state: 'building',
    })
    expect(describeMissing(index, 'x')).toMatchObject({ state: 'failed', problem: 'x' })
    const withId = namedIndex({ fields: { year: 1, id: 1 } })
    expect(describeIndex(withId).fields).toEqual({ year: 1, id: 1 })
  })
})

describe('missingIndexes', () => {
  const wanted = [namedIndex({ fields: { isbn: 1 }, unique: true })]
  const theirs = { name: 'theirs', key: { isbn: 1 }, unique: true }

  it('takes an index of another program that does the same', () => {
    expect(missingIndexes(wanted, [theirs])).toEqual([])
  })

  it.each([
    [{ ...theirs, unique: false }],
    [{ ...theirs, sparse: true }],
    [{ ...theirs, partialFilterExpression: {} }],
    [{ ...theirs, collation: { locale: 'de' } }],
    [{ ...theirs, key: { isbn: -1 } }],
  ])('does not take %o', (existing) => {
    expect(missingIndexes(wanted, [existing])).toEqual(wanted)
  })
})
