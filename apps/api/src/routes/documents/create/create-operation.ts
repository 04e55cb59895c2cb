/** What the creation of a document takes and answers. */
import { Document, DocumentInput } from '@cstore/contracts'
import type { FastifySchema } from 'fastify'
import { json } from '../../../openapi/operation-schema.ts'
import { DOCUMENT_PROBLEMS, WRITE_PROBLEMS } from '../../../openapi/operation-problems.ts'
import { DRAFT } from '../../../openapi/story.ts'
import { CollectionParams } from '../../params.ts'

export const createDocument = {
  operationId: 'createDocument',
  tags: ['documents'],
  summary: 'Create a document',
  description:
    'Without an `id` the server makes one, a UUID of version 7. With an `Idempotency-Key` the request may be repeated until it is answered: one document is made.',
  params: CollectionParams,
  requestHeaders: ['Idempotency-Key'],
  body: DocumentInput,
  response: {
    201: json(Document, {
      description: 'Created',
      headers: ['ETag', 'Idempotent-Replayed', 'Last-Modified', 'Location'],
      example: DRAFT,
    }),
  },
  problems: [
    ...DOCUMENT_PROBLEMS,
    ...WRITE_PROBLEMS,
    'CSTORE_IDEMPOTENCY_IN_PROGRESS',
    'CSTORE_IDEMPOTENCY_KEY_REUSED',
    'CSTORE_STORE_DOCUMENT_EXISTS',
  ],
} satisfies FastifySchema
