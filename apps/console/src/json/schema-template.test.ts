import { expect, it } from 'vitest'
import { schemaTemplate } from './schema-template.ts'

it('has what is required, with values of the right kind', () => {
  const schema = {
    required: [
      'id',
      'name',
      'n',
      'on',
      'tags',
      'status',
      'kind',
      'size',
      'address',
      'what',
      'free',
    ],
    properties: {
      name: { type: 'string' },
      n: { type: ['integer', 'null'] },
      on: { type: 'boolean' },
      tags: { type: 'array' },
      status: { enum: ['open', 'closed'] },
      kind: { const: 'x' },
      size: { type: 'number', default: 5 },
      address: { type: 'object', required: ['city'], properties: { city: { type: 'string' } } },
      what: true,
      notNeeded: { type: 'string' },
    },
  }
  expect(schemaTemplate(schema)).toEqual({
    name: '',
    n: 0,
    on: false,
    tags: [],
    status: 'open',
    kind: 'x',
    size: 5,
    address: { city: '' },
    what: null,
    free: null,
  })
})

it('is empty without a schema', () => {
  expect(schemaTemplate(undefined)).toEqual({})
  expect(schemaTemplate({ required: 'name' })).toEqual({})
})
