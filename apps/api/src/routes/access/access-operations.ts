/** What clients are told of the key that they use. */
import { Access } from '@cstore/contracts'
import type { FastifySchema } from 'fastify'
import { json } from '../../openapi/operation-schema.ts'

export const getAccess = {
  operationId: 'getAccess',
  tags: ['keys'],
  summary: 'Whose key this is, and what it may do',
  description: 'For clients that offer only what they may do. Every request is decided anew.',
  response: {
    200: json(Access, {
      description: 'The key, or the token',
      headers: ['Cache-Control'],
      example: { id: 'admin', role: 'admin' },
    }),
  },
} satisfies FastifySchema
