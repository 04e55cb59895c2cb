/** What a check of the documents that exist takes and answers. */
import { ValidationBody, ValidationReport } from '@cstore/contracts'
import type { FastifySchema } from 'fastify'
import { Type } from 'typebox'
import { json } from '../../openapi/operation-schema.ts'
import { CollectionParams } from '../params.ts'

export const validateCollection = {
  operationId: 'validateCollection',
  tags: ['collections'],
  summary: 'Report which documents do not satisfy a JSON Schema',
  description:
    'Looks at documents in order of their ids, up to 100,000 or for 10 seconds, and stops at 100 that are at fault; `next` goes on from there. Changes nothing.',
  params: CollectionParams,
  body: Type.Optional(ValidationBody),
  response: {
    200: json(ValidationReport, {
      description: 'What the documents have against it',
      example: {
        checked: 3,
        invalid: [
          { id: 'brazil', errors: [{ pointer: '/year', detail: 'must be >= 2000' }] },
          { id: 'metropolis', errors: [{ pointer: '/year', detail: 'must be >= 2000' }] },
        ],
        next: null,
      },
    }),
  },
  problems: ['CSTORE_SCHEMA_INVALID', 'CSTORE_STORE_CURSOR_INVALID'],
} satisfies FastifySchema
