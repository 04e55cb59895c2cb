import { Decimal128, Double, Int32, Long, ObjectId } from 'mongodb'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CursorInvalidError, SortInvalidError } from '../store-errors.ts'
import { type CursorBinding, decodeCursor, encodeCursor } from './cursor.ts'

const binding: CursorBinding = {
  secret: Buffer.alloc(32, 1),
  collection: 'movies',
  filter: { year: 1985 },
  keys: [
    { path: 'title', direction: 1 },
    { path: '_id', direction: 1 },
  ],
}

describe('cursors', () => {
  it('keep the types of the values', () => {
    const position = [new Double(1), Long.fromNumber(1)]
    expect(decodeCursor(binding, encodeCursor(binding, position))).toEqual(position)
    const others = [Decimal128.fromString('1.0'), new ObjectId('65f0c0ffee0ddba11ad0beef')]
    expect(decodeCursor(binding, encodeCursor(binding, others))).toEqual(others)
    expect(decodeCursor(binding, encodeCursor(binding, [undefined, new Int32(1)]))).toEqual([
      null,
      new Int32(1),
    ])
  })

  it.each<[string, Partial<CursorBinding>]>([
    ['another collection', { collection: 'books' }],
    ['another filter', { filter: { year: 1986 } }],
    ['no filter', { filter: undefined }],
    [
      'another sort',
      {
        keys: [
          { path: 'title', direction: -1 },
          { path: '_id', direction: 1 },
        ],
      },
    ],
    ['another deployment', { secret: Buffer.alloc(32, 2) }],
  ])('are refused with %s', (_, changed) => {
    const cursor = encodeCursor(binding, ['Brazil', 'x'])
    expect(() => decodeCursor({ ...binding, ...changed }, cursor)).toThrow(CursorInvalidError)
  })

  it('are refused when anything in them was changed', () => {
    const cursor = Buffer.from(encodeCursor(binding, ['Brazil', 'x']), 'base64url')
    fc.assert(
      fc.property(
        fc.nat({ max: cursor.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, flip) => {
          const forged = Buffer.from(cursor)
          forged.writeUInt8(forged.readUInt8(at) ^ flip, at)
          expect(() => decodeCursor(binding, forged.toString('base64url'))).toThrow(
            CursorInvalidError,
          )
        },
      ),
    )
  })

  it('are refused when they are no cursors at all', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeCursor(binding, text)).toThrow(CursorInvalidError)
      }),
    )
  })

  it('are not made for values that are too long to travel', () => {
    expect(() => encodeCursor(binding, ['x'.repeat(10_000), 'x'])).toThrow(SortInvalidError)
  })
})
