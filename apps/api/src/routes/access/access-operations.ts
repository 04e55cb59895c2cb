/** What a client may do. */
import { Access } from '@cstore/contracts'
import type { FastifySchema } from 'fastify'
import { json } from '../../openapi/operation-schema.ts'

export const getAccess = {
  operationId: 'getAccess',
  tags: ['keys'],
  summary: 'Whose key this is, and what it may do',
  description: 'For clients that offer only what is allowed.',
  response: {
    200: json(Access, {
      description: 'The key or token of this request',
      headers: ['Cache-Control'],
      example: { id: 'admin', role: 'admin' },
    }),
  },
} satisfies FastifySchema
