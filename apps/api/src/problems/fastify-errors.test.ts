import { Type, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import type { ErrorAt } from './api-errors.ts'
import { fromFastify } from './fastify-errors.ts'

/** What clients are told of a body that does not fit. */
function told(schema: TSchema, body: unknown): readonly ErrorAt[] {
  const validation = Compile(schema).Errors(body)
  const error = Object.assign(new Error('invalid'), { validation, validationContext: 'body' })
  return fromFastify(error)?.errors ?? []
}

const closed = (properties: Record<string, TSchema>): TSchema =>
  Type.Object(properties, { additionalProperties: false })

describe('a request that does not fit', () => {
  it('is told of what is not known once, by its name', () => {
    expect(told(closed({}), { 'a/b': 1, c: 2 })).toEqual([
      { pointer: '/a~1b', detail: 'is not known here' },
      { pointer: '/c', detail: 'is not known here' },
    ])
  })

  it.each([
    ['alternatives', Type.Union([Type.Literal('asc'), Type.Literal('desc')])],
    ['an enumeration', Type.Enum(['asc', 'desc'])],
  ])('is told of %s which there are, in one sentence', (_what, order) => {
    expect(told(Type.Array(closed({ order })), [{ order: 'asc' }, { order: 'up' }])).toEqual([
      { pointer: '/1/order', detail: 'must be one of "asc", "desc"' },
    ])
  })

  it('is told of numbers to choose from likewise', () => {
    const direction = Type.Union([Type.Literal(1), Type.Literal(-1)])
    expect(told(closed({ direction }), { direction: 'asc' })).toEqual([
      { pointer: '/direction', detail: 'must be one of 1, -1' },
    ])
  })

  it('is told everything else as it is', () => {
    const schema = closed({ limit: Type.Integer({ minimum: 1 }), name: Type.String() })
    expect(told(schema, { limit: 0 })).toEqual([
      { pointer: '', detail: 'must have required properties name' },
      { pointer: '/limit', detail: 'must be >= 1' },
    ])
  })
})
