import { describe, expect, it } from 'vitest'
import { ApiError } from '../../problems/api-errors.ts'
import { SchemaValidator } from './schema-validator.ts'

const validator = new SchemaValidator()

const at = (pointer: string) => ({ pointer, detail: expect.any(String) })

const among = (values: readonly string[]) =>
  validator.faults({ properties: { genre: { enum: values } } }, { genre: 'x' })[0]?.detail

function refusal(schema: object): unknown {
  try {
    return validator.compile(schema)
  } catch (error) {
    return error instanceof ApiError ? { code: error.code, errors: error.errors } : error
  }
}

describe('a document that violates a schema', () => {
  it('is told where', () => {
    const integers = { properties: { a: { items: { type: 'integer' } } } }
    expect(validator.faults(integers, { a: [1, 'x'] })).toEqual([at('/a/1')])
    expect(validator.faults({ required: ['title'] }, {})).toEqual([at('')])
    expect(validator.faults({ additionalProperties: false }, { 'a/b': 1 })).toEqual([at('/a~1b')])
    const closed = { properties: { a: { unevaluatedProperties: false } } }
    expect(validator.faults(closed, { a: { b: 1 } })).toEqual([at('/a/b')])
  })

  it('is told the alternatives together, not one of them', () => {
    const textOrList = { anyOf: [{ type: 'string' }, { type: 'array' }] }
    expect(validator.faults({ properties: { a: textOrList } }, { a: 1 })).toEqual([
      { pointer: '/a', detail: 'must be string, or must be array' },
    ])
    const many = { anyOf: Array.from({ length: 50 }, (_, n) => ({ const: n })) }
    const [fault] = validator.faults({ properties: { a: many } }, { a: 'x' })
    expect(fault?.detail.length).toBeLessThan(250)
    const both = { oneOf: [{ minimum: 1 }, { minimum: 2 }] }
    expect(validator.faults({ properties: { a: both } }, { a: 3 })).toEqual([
      { pointer: '/a', detail: 'must match exactly one schema in oneOf' },
    ])
  })

  it('is told what there is to choose from, unless that is long', () => {
    expect(among(['Comedy', 'Drama'])).toBe('must be one of "Comedy", "Drama"')
    expect(among(Array.from({ length: 100 }, (_, n) => `genre ${n}`))).toBe(
      'must be equal to one of the allowed values',
    )
  })
})

describe('a schema that is none', () => {
  it('is told where, once for each place', () => {
    const properties = { year: { type: 'integre' }, 'a/b': { minimum: 'x' } }
    expect(refusal({ properties })).toEqual({
      code: 'CSTORE_SCHEMA_INVALID',
      errors: [
        {
          pointer: '/schema/properties/year/type',
          detail: expect.stringMatching(/^must be one of "array".*, or must be array$/),
        },
      ],
    })
    expect(refusal({ properties: { 'a/b': { minimum: 'x' } } })).toEqual({
      code: 'CSTORE_SCHEMA_INVALID',
      errors: [at('/schema/properties/a~1b/minimum')],
    })
  })

  it('is told why when only its use shows it', () => {
    expect(() => validator.compile({ $ref: '#/$defs/none' })).toThrow(/can't resolve reference/)
    const older = { $schema: 'http://json-schema.org/draft-07/schema#' }
    expect(refusal(older)).toEqual({ code: 'CSTORE_SCHEMA_INVALID', errors: [] })
  })
})
