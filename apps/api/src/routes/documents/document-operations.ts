/** What the operations on single documents take and answer. */
import { Document, DocumentInput } from '@cstore/contracts'
import type { FastifySchema } from 'fastify'
import { Type } from 'typebox'
import { empty, json } from '../../openapi/operation-schema.ts'
import { DOCUMENT_PROBLEMS, WRITE_PROBLEMS } from '../../openapi/operation-problems.ts'
import { BRAZIL, DRAFT } from '../../openapi/story.ts'
import { CollectionParams, DocumentParams } from '../params.ts'

export const ReadQuery = Type.Object(
  {
    meta: Type.Optional(
      Type.Boolean({ default: false, description: 'Add `_meta` with version and times' }),
    ),
    fields: Type.Optional(
      Type.String({
        maxLength: 4096,
        description: 'Fields to return, comma-separated, paths like `a.b` too; `id` always comes',
      }),
    ),
  },
  { additionalProperties: false },
)

export const getDocument = {
  operationId: 'getDocument',
  tags: ['documents'],
  summary: 'Read a document, through the cache',
  description:
    'Never older than the last write that was acknowledged. `Cache-Status` says how it was served. The entity tag is that of the whole document, whatever `fields` and `meta` ask for.',
  params: DocumentParams,
  querystring: ReadQuery,
  requestHeaders: ['If-None-Match', 'Cache-Control'],
  response: {
    200: json(Document, {
      description: 'The document',
      headers: ['Cache-Control', 'Cache-Status', 'ETag', 'Last-Modified', 'Server-Timing'],
      example: BRAZIL,
    }),
    304: empty({
      description: 'The client has it already',
      headers: ['Cache-Control', 'Cache-Status', 'ETag', 'Last-Modified', 'Server-Timing'],
    }),
  },
  problems: ['CSTORE_STORE_DOCUMENT_NOT_FOUND'],
  problemHeaders: {
    400: ['Cache-Control?', 'Cache-Status?', 'ETag?', 'Last-Modified', 'Server-Timing?'],
    404: ['Cache-Status?', 'Server-Timing?'],
  },
} satisfies FastifySchema

export const putDocument = {
  operationId: 'putDocument',
  tags: ['documents'],
  summary: 'Replace a document, or create it under this id',
  description:
    'All fields are replaced. An `id` in the body must be that of the address. Preconditions are decided by the database together with the write.',
  params: DocumentParams,
  requestHeaders: ['If-Match', 'If-None-Match: *'],
  body: DocumentInput,
  response: {
    200: json(Document, {
      description: 'Replaced',
      headers: ['ETag', 'Last-Modified'],
      example: DRAFT,
    }),
    201: json(Document, {
      description: 'Created',
      headers: ['ETag', 'Last-Modified', 'Location'],
      example: DRAFT,
    }),
  },
  problems: [...DOCUMENT_PROBLEMS, ...WRITE_PROBLEMS, 'CSTORE_STORE_PRECONDITION_FAILED'],
} satisfies FastifySchema

export const deleteDocument = {
  operationId: 'deleteDocument',
  tags: ['documents'],
  summary: 'Delete a document',
  description: 'When this is answered, no server gives the document any more.',
  params: DocumentParams,
  requestHeaders: ['If-Match', 'If-None-Match: *'],
  response: { 204: empty({ description: 'Deleted' }) },
  problems: [
    ...WRITE_PROBLEMS,
    'CSTORE_STORE_DOCUMENT_NOT_FOUND',
    'CSTORE_STORE_PRECONDITION_FAILED',
  ],
} satisfies FastifySchema

export const purgeDocument = {
  operationId: 'purgeDocument',
  tags: ['documents'],
  summary: 'Drop a document from the cache',
  description:
    'For after another program has changed it. When this is answered, no server gives anything of it that was cached before. It need not exist.',
  params: DocumentParams,
  response: { 204: empty({ description: 'Nothing cached before is served any more' }) },
  problems: ['CSTORE_CACHE_UNAVAILABLE'],
} satisfies FastifySchema

export const purgeCollection = {
  operationId: 'purgeCollection',
  tags: ['collections'],
  summary: 'Drop everything cached of a collection',
  description:
    'For after another program has changed documents. When this is answered, no server gives anything that was cached before: documents, absent documents, pages of lists.',
  params: CollectionParams,
  response: { 204: empty({ description: 'Nothing cached before is served any more' }) },
  problems: ['CSTORE_CACHE_UNAVAILABLE'],
} satisfies FastifySchema
