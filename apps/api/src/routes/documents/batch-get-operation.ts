/** What a read of many documents takes and answers. */
import { BatchGetAnswer, BatchGetBody } from '@cstore/contracts'
import type { FastifySchema } from 'fastify'
import { json } from '../../openapi/operation-schema.ts'
import { CollectionParams } from '../params.ts'

export const batchGetDocuments = {
  operationId: 'batchGetDocuments',
  tags: ['bulk'],
  summary: 'Read many documents by id, through the cache',
  description:
    'Each as if it were read alone, in one round trip to the cache and, for those that it does not have, one query. `Cache-Status` is `hit` if every one was.',
  params: CollectionParams,
  body: BatchGetBody,
  response: {
    200: json(BatchGetAnswer, {
      description: 'Those that exist, and the ids of those that do not',
      headers: ['Cache-Control', 'Cache-Status'],
      example: { documents: [{ id: 'brazil', title: 'Brazil' }], missing: ['no-such-movie'] },
    }),
  },
} satisfies FastifySchema
