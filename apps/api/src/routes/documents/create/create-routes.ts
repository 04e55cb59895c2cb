import type { ApiServer } from '../../../api-server.ts'
import type { Collections } from '../../collections/collections.ts'
import { sendJson, setValidators } from '../answer.ts'
import { fieldsOf, type DocumentService } from '../document-service.ts'
import { documentPath } from '../document-path.ts'
import { createDocument } from './create-operation.ts'
import { idempotencyKey } from './idempotency-key.ts'
import type { RepeatableCreates } from './repeatable-creates.ts'

export interface CreateRouteDependencies {
  readonly documents: DocumentService
  readonly collections: Collections
  readonly creates: RepeatableCreates
}

export function registerCreate(
  app: ApiServer,
  { documents, collections, creates }: CreateRouteDependencies,
): void {
  app.post('/collections/:collection/documents', {
    config: { access: 'writer' },
    schema: createDocument,
    handler: async (request, reply) => {
      const key = idempotencyKey(request.headers['idempotency-key'])
      const collection = await collections.require(request.params.collection)
      const fields = fieldsOf(request.body)
      const principal = request.principal.id
      const { document, repeated } =
        key === undefined
          ? { document: await documents.create(collection, fields), repeated: false }
          : await creates.create({ collection, fields, idempotencyKey: key, principal })
      if (repeated) reply.header('idempotent-replayed', 'true')
      reply.code(201).header('location', documentPath(collection.name, document.id))
      return sendJson(setValidators(reply, document), document.body)
    },
  })
}
