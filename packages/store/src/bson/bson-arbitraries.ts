/** Random values for property tests. */
import * as fc from 'fast-check'
import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'mongodb'

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const uint32 = fc.nat({ max: 0xffff_ffff })

/** Names that can be stored, without those that JavaScript moves to the front. */
const fieldName = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  .filter((name) => !/^\$|[.\0]|^\d+$|^(?:__proto__|_bsontype|_id|id|_cstore)$/.test(name))

/** Scalars of every type that is not deprecated. */
const bsonScalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  text,
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((value) => new Int32(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc.maxSafeInteger().map((value) => Long.fromNumber(value)),
  fc.double().map((value) => new Double(value)),
  fc.maxSafeInteger().map((value) => new Double(value)),
  fc.double({ noNaN: true }).map((value) => Decimal128.fromString(String(value))),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc
    .tuple(fc.uint8Array({ maxLength: 20 }), fc.constantFrom(0, 5, 128))
    .map(([bytes, subType]) => new Binary(bytes, subType)),
  fc.tuple(uint32, uint32).map(([t, i]) => new Timestamp({ t, i })),
  text.filter((pattern) => !pattern.includes('\0')).map((pattern) => new BSONRegExp(pattern, 'i')),
  fc.constant(new MinKey()),
  fc.constant(new MaxKey()),
)

/** Values with arrays and sub-documents. */
export const bsonValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    { weight: 4, arbitrary: bsonScalar },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    {
      weight: 1,
      arbitrary: fc.dictionary(fieldName, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    },
  ),
})).value

/** Own fields of a document. */
export const bsonFields = fc.dictionary(fieldName, bsonValue, {
  maxKeys: 6,
  noNullPrototype: true,
})
