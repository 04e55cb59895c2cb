import { describe, expect, it } from 'vitest'
import { schemaCheck } from './schema-check.ts'

const schema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1 },
    year: { type: 'integer', minimum: 1888 },
    email: { type: 'string', format: 'email' },
    status: { enum: ['open', 'closed'] },
    cast: { type: 'array', items: { $ref: '#/$defs/person' } },
  },
  $defs: {
    person: {
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: { name: {} },
    },
  },
}

const pointers = (value: unknown): string[] =>
  schemaCheck(schema)(value).map(({ pointer }) => pointer)

describe('schemaCheck', () => {
  it('finds nothing where there is nothing', () => {
    expect(schemaCheck(schema)({ name: 'Brazil', year: 1985, status: 'open' })).toEqual([])
  })

  it('says where, and in words', () => {
    expect(schemaCheck(schema)({ name: '', year: 1985.5 })).toEqual([
      { pointer: '/name', detail: expect.stringMatching(/fewer|least|length/i) },
      { pointer: '/year', detail: expect.stringMatching(/integer/) },
    ])
    expect(pointers({})).toEqual([''])
    expect(pointers({ name: 'x', email: 'nobody', status: 'gone' })).toEqual(['/email', '/status'])
  })

  it('follows references', () => {
    expect(pointers({ name: 'x', cast: [{ name: 'y' }, {}] })).toEqual(['/cast/1'])
  })

  it('bears a schema that is none', () => {
    expect(schemaCheck({ pattern: '(' })('x')).toEqual([])
    expect(schemaCheck({ $ref: '#/nowhere' })('x')).toBeInstanceOf(Array)
  })
})
