import { ValidationBody, ValidationReport } from '@cstore/contracts'
import type { ApiServer } from '../../api-server.ts'
import { ApiError } from '../../problems/api-errors.ts'
import { CollectionParams } from '../params.ts'
import type { Collections } from './collections.ts'
import type { ExistingDocuments } from './existing-documents.ts'

export interface ValidationRouteDependencies {
  readonly collections: Collections
  readonly existing: ExistingDocuments
}

export function registerValidation(
  app: ApiServer,
  { collections, existing }: ValidationRouteDependencies,
): void {
  app.post('/collections/:collection/validate', {
    config: { access: 'admin' },
    schema: {
      tags: ['collections'],
      summary: 'Report which documents do not satisfy a JSON Schema',
      description:
        'Looks at documents in order of their ids, up to 100,000 or for 10 seconds, and stops at 100 that are at fault; `next` goes on from there. Changes nothing.',
      params: CollectionParams,
      body: ValidationBody,
      response: { 200: ValidationReport },
    },
    preValidation: (request, _reply, done) => {
      // Nothing need be said.
      request.body ??= {}
      done()
    },
    handler: async ({ params, body }) => {
      const { name, settings } = await collections.require(params.collection)
      const schema = body.schema ?? settings.schema
      if (schema) return existing.check({ collection: name, schema, after: body.after })
      throw new ApiError(
        'CSTORE_SCHEMA_INVALID',
        'The collection has no schema. Send one as `{"schema": …}`.',
      )
    },
  })
}
