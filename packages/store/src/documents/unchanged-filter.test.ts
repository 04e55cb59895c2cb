import { BSONRegExp, Double, Int32 } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { unchangedFilter } from './unchanged-filter.ts'

describe('unchangedFilter', () => {
  it('names version and time of creation', () => {
    const createdAt = new Date(1)
    const kept = { v: new Int32(3), createdAt, updatedAt: new Date(2) }
    expect(unchangedFilter({ _id: 'x', a: 1, _cstore: kept })).toEqual({
      _id: 'x',
      '_cstore.v': 3,
      '_cstore.createdAt': createdAt,
    })
  })

  it('names every field of a document that another program wrote', () => {
    const raw = { _id: 'x', a: new Int32(1), b: null, c: [{ d: new Double(2) }], e: {} }
    expect(unchangedFilter(raw)).toEqual({
      _id: 'x',
      _cstore: { $exists: false },
      a: { $eq: new Int32(1) },
      b: { $type: 'null' },
      c: { $eq: [{ d: new Double(2) }] },
      e: { $eq: {} },
    })
  })

  it('leaves out what no filter can name or compare', () => {
    const raw = {
      _id: 'x',
      $odd: 1,
      'a.b': 1,
      '': 1,
      regex: new BSONRegExp('x', ''),
      reordered: { '1': 'a', b: 'c' },
      typed: { _bsontype: 'x' },
      large: 'x'.repeat(2 ** 21),
      _cstore: 'junk',
    }
    expect(unchangedFilter(raw)).toEqual({ _id: 'x', _cstore: { $exists: true } })
    const small = unchangedFilter({ _id: 'x', _cstore: 'junk' })
    expect(small).toEqual({ _id: 'x', _cstore: { $eq: 'junk' } })
  })
})
