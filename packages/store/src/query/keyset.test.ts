import { BSONRegExp, Double, Int32, MaxKey, MinKey, Timestamp } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { rangesAfter, sortType } from './keyset.ts'

describe('rangesAfter', () => {
  it('asks for the same value and a later id first, then later values, then later types', () => {
    const keys = [
      { path: 'a', direction: 1 },
      { path: '_id', direction: 1 },
    ] as const
    const later = ['date', 'timestamp', 'regex', 'maxKey']
    const afterString = ['object', 'array', 'binData', 'objectId', 'bool', ...later]
    expect(rangesAfter(keys, [true, 'x'])).toEqual([
      { $and: [{ a: { $eq: true } }, { _id: { $gt: 'x' } }] },
      { $and: [{ a: { $eq: true } }, { _id: { $type: afterString } }] },
      { a: { $gt: true } },
      { a: { $type: later } },
    ])
  })

  it('finds NaN below all numbers, and missing fields and empty arrays below those', () => {
    const down = [{ path: 'a', direction: -1 }] as const
    expect(rangesAfter(down, [new Int32(1)])).toEqual([
      { a: { $lt: new Int32(1) } },
      { a: { $eq: Number.NaN } },
      { $or: [{ a: { $type: ['minKey', 'null'] } }, { a: null }, { a: { $size: 0 } }] },
    ])
    const up = [{ path: 'a', direction: 1 }] as const
    expect(rangesAfter(up, [new Double(Number.NaN)])[0]).toEqual({
      a: { $gte: Number.NEGATIVE_INFINITY },
    })
  })

  it('takes null and missing for one', () => {
    const keys = [
      { path: 'a', direction: -1 },
      { path: '_id', direction: -1 },
    ] as const
    for (const nothing of [null, undefined])
      expect(rangesAfter(keys, [nothing, 'x'])).toContainEqual({
        $and: [{ a: null }, { _id: { $lt: 'x' } }],
      })
  })

  it('has nothing after the very last', () => {
    expect(rangesAfter([{ path: 'a', direction: 1 }], [new MaxKey()])).toEqual([])
    expect(rangesAfter([{ path: 'a', direction: -1 }], [new MinKey()])).toEqual([])
  })
})

describe('sortType', () => {
  it('tells timestamps from the integers that they inherit from', () => {
    expect(sortType(new Timestamp({ t: 1, i: 1 }))).toBe('timestamp')
  })

  it.each([[new BSONRegExp('x', '')], [[1]], [{ '1': 'a', b: 'c' }]])(
    'knows no place after %o',
    (value) => {
      expect(sortType(value)).toBeNull()
    },
  )
})
