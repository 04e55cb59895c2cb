/** What a patch of a document takes and answers. */
import { Document, JsonPatch, MergePatch } from '@cstore/contracts'
import type { FastifySchema } from 'fastify'
import { json } from '../../../openapi/operation-schema.ts'
import { DOCUMENT_PROBLEMS, WRITE_PROBLEMS } from '../../../openapi/operation-problems.ts'
import { BRAZIL } from '../../../openapi/story.ts'
import { DocumentParams } from '../../params.ts'

export const MERGE_PATCH = 'application/merge-patch+json'
export const JSON_PATCH = 'application/json-patch+json'

export const patchDocument = {
  operationId: 'patchDocument',
  tags: ['documents'],
  summary: 'Change parts of a document',
  description:
    'By JSON Merge Patch (RFC 7396) or JSON Patch (RFC 6902), as `Content-Type` says. Values that the patch does not change keep their BSON types.',
  params: DocumentParams,
  requestHeaders: ['If-Match', 'If-None-Match: *'],
  body: {
    content: {
      [MERGE_PATCH]: { schema: MergePatch },
      [JSON_PATCH]: { schema: JsonPatch },
    },
  },
  response: {
    200: json(Document, {
      description: 'The document as it is now',
      headers: ['ETag', 'Last-Modified'],
      example: BRAZIL,
    }),
  },
  problems: [
    ...DOCUMENT_PROBLEMS,
    ...WRITE_PROBLEMS,
    'CSTORE_PATCH_INVALID',
    'CSTORE_PATCH_NOT_APPLICABLE',
    'CSTORE_PATCH_TEST_FAILED',
    'CSTORE_STORE_DOCUMENT_NOT_FOUND',
    'CSTORE_STORE_PRECONDITION_FAILED',
  ],
  problemHeaders: { 415: ['Accept-Patch'] },
} satisfies FastifySchema
