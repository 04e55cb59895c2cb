import type { ApiServer } from '../../api-server.ts'
import { ApiError } from '../../problems/api-errors.ts'
import type { Collections } from './collections.ts'
import type { ExistingDocuments } from './existing-documents.ts'
import { validateCollection } from './validation-operation.ts'

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
    schema: validateCollection,
    preValidation: (request, _reply, done) => {
      // Nothing need be said; null is something.
      if (request.body === undefined) request.body = {}
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
