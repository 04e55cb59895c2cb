import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
  UUID,
} from 'bson'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { CommandError } from '../command-error.ts'
import { errorOf } from '../test-support/error-of.ts'
import { decodeDocument } from './decode.ts'
import { encodeDocument } from './encode.ts'

const EVERY_TYPE = serialize(
  new Map<string, unknown>([
    ['_id', new ObjectId()],
    ['double', new Double(1)],
    ['negativeZero', new Double(-0)],
    ['nan', new Double(Number.NaN)],
    ['int', new Int32(-7)],
    ['long', Long.MAX_VALUE],
    ['decimal', Decimal128.fromString('1.50')],
    ['text', 'ä\0😀'],
    ['2', { b: 1 }],
    [
      '1',
      new Map<string, unknown>([
        ['z', 1],
        ['10', 2],
        ['9', 3],
      ]),
    ],
    ['array', [1, 'two', [3]]],
    ['binary', new Binary(Buffer.from([1, 2, 3]))],
    ['oldBinary', new Binary(Buffer.from([1, 2, 3]), 2)],
    ['uuid', new UUID()],
    ['yes', true],
    ['date', new Date(-1)],
    ['null', null],
    ['regex', new BSONRegExp('^a', 'ix')],
    ['code', new Code('f()')],
    ['scoped', new Code('f(x)', { x: 1 })],
    ['symbol', new BSONSymbol('s')],
    ['timestamp', new Timestamp({ t: 4294967295, i: 7 })],
    ['min', new MinKey()],
    ['max', new MaxKey()],
    ['__proto__', { constructor: 1 }],
  ]),
)

it('keeps every type, and the order of fields, byte for byte', () => {
  const bytes = Buffer.from(EVERY_TYPE)
  expect(encodeDocument(decodeDocument(bytes)).equals(bytes)).toBe(true)
})

it('refuses documents nested deeper than MongoDB allows', () => {
  let nested: unknown = 1
  for (let depth = 0; depth < 300; depth++) nested = { nested }
  const bytes = Buffer.from(serialize({ nested }))
  expect(() => decodeDocument(bytes)).toThrow(CommandError)
})

it('refuses a date that it could not write back', () => {
  const bytes = Buffer.from(serialize({ date: new Date(0) }))
  bytes.writeBigInt64LE(2n ** 60n, bytes.length - 9)
  expect(() => decodeDocument(bytes)).toThrow('275760')
})

it('reads garbage as an error, never as anything else', () => {
  fc.assert(
    fc.property(fc.nat(EVERY_TYPE.length - 1), fc.nat(255), (position, byte) => {
      const bytes = Buffer.from(EVERY_TYPE)
      bytes[position] = byte
      const error = errorOf(() => decodeDocument(bytes))
      expect(error ?? new CommandError('BadValue', 'none')).toBeInstanceOf(CommandError)
    }),
    { numRuns: 2000 },
  )
})
