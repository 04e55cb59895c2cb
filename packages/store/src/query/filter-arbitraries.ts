/** Filters as hostile clients might send them: as text, since `__proto__` comes into objects by it. */
import * as fc from 'fast-check'

const OPERATORS = [
  '$and',
  '$or',
  '$nor',
  '$not',
  '$eq',
  '$ne',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$in',
  '$nin',
  '$all',
  '$exists',
  '$size',
  '$regex',
  '$elemMatch',
]
/** What MongoDB knows and a client may not use, and what it may know one day. */
const FORBIDDEN = [
  '$where',
  '$expr',
  '$function',
  '$accumulator',
  '$jsonSchema',
  '$text',
  '$comment',
  '$options',
  '$type',
  '$mod',
  '$near',
  '$geoWithin',
  '$bitsAllSet',
  '$rand',
  '$sampleRate',
  '$ref',
  '$',
  '$$ROOT',
  '$AND',
  ' $where',
  '$where\0',
]
const FIELDS = [
  'a',
  'b',
  'id',
  'a.b',
  'a.0',
  '0',
  '_id',
  '_id.a',
  'id.a',
  '_cstore',
  '_cstore.v',
  'a._cstore',
  'a.$where',
  'a.$[]',
  'a..b',
  '.a',
  'a.',
  '',
  '__proto__',
  'a.__proto__',
  'constructor',
  'constructor.prototype',
  'prototype',
  'toString',
  'hasOwnProperty',
  '_bsontype',
  'a\0b',
  '\ud800',
]
const WRAPPERS = [
  '$oid',
  '$date',
  '$numberInt',
  '$numberLong',
  '$numberDouble',
  '$numberDecimal',
  '$binary',
  '$uuid',
  '$regularExpression',
  '$timestamp',
  '$minKey',
  '$maxKey',
]

const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...OPERATORS) },
  { weight: 2, arbitrary: fc.constantFrom(...FORBIDDEN) },
  { weight: 6, arbitrary: fc.constantFrom(...FIELDS) },
  { weight: 1, arbitrary: fc.constantFrom(...WRAPPERS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(256), `$${'x'.repeat(5000)}`) },
)

const TEXTS = [
  '^a',
  '^a.*b',
  '^(a+)+$',
  '^(?:a|b)c{2,3}',
  '(?i)a',
  `^${'a?'.repeat(99)}`,
  `^${'a'.repeat(250)}`,
  '~oid:65f0c0ffee0ddba11ad0beef',
  '~n:5',
  '~ejson:e30',
  '~x',
  '65f0c0ffee0ddba11ad0beef',
  '2026-01-31T12:00:00Z',
  '9223372036854775808',
  'NaN',
  'x'.repeat(8193),
]

const leaf = fc.oneof(
  fc.constantFrom(null, true, false, 0, 1, -0, 2 ** 31, 2 ** 53, -1, 1.5, 1e308),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(...TEXTS),
)

const { value } = fc.letrec<{ value: string; object: string; list: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    { weight: 3, arbitrary: leaf.map((one) => JSON.stringify(one)) },
    { weight: 4, arbitrary: tie('object') },
    { weight: 2, arbitrary: tie('list') },
  ),
  object: fc
    .array(fc.tuple(name, tie('value')), { maxLength: 3 })
    .map((entries) => `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${one}`).join()}}`),
  list: fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join()}]`),
}))

/** One that is mostly right, so that what is wrong lies deep. */
const plausible = fc.letrec<{ clauses: string; condition: string; operator: string }>((tie) => ({
  clauses: fc
    .array(
      fc.oneof(
        {
          weight: 3,
          arbitrary: fc.tuple(fc.constantFrom('a', 'b', 'id', 'a.b'), tie('condition')),
        },
        {
          weight: 1,
          arbitrary: fc.tuple(
            fc.constantFrom('$and', '$or', '$nor'),
            fc
              .array(tie('clauses'), { minLength: 1, maxLength: 3 })
              .map((all) => `[${all.join()}]`),
          ),
        },
      ),
      { maxLength: 3 },
    )
    .map((entries) => `{${entries.map(([key, one]) => `"${key}":${one}`).join()}}`),
  condition: fc.oneof(
    { weight: 2, arbitrary: leaf.map((one) => JSON.stringify(one)) },
    { weight: 3, arbitrary: tie('operator') },
    { weight: 1, arbitrary: value },
  ),
  operator: fc.oneof(
    { depthSize: 'small' },
    leaf.map((one) => `{"$gt":${JSON.stringify(one)}}`),
    fc.array(leaf, { maxLength: 3 }).map((all) => `{"$in":${JSON.stringify(all)}}`),
    fc.constantFrom('{"$exists":true}', '{"$size":2}', '{"$regex":"^a"}'),
    tie('operator').map((one) => `{"$not":${one}}`),
    tie('clauses').map((one) => `{"$elemMatch":${one}}`),
    value.map((one) => `{"$all":[${one}]}`),
  ),
})).clauses

/** Parsed from JSON, and an object: the API takes nothing else for a filter. */
export const hostileFilter: fc.Arbitrary<Record<string, unknown>> = fc
  .oneof({ weight: 1, arbitrary: value.map((one) => `{"a":${one}}`) }, value, plausible)
  .map((text): unknown => JSON.parse(text))
  .filter((parsed) => typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
  .map((parsed): Record<string, unknown> => Object(parsed))
