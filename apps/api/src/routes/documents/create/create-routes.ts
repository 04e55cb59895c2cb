import { Document, DocumentInput } from '@cstore/contracts'
import { Type } from 'typebox'
import type { ApiServer } from '../../../api-server.ts'
import type { Collections } from '../../collections/collections.ts'
import { CollectionParams } from '../../params.ts'
import { sendJson, setValidators } from '../answer.ts'
import { fieldsOf, type DocumentService } from '../document-service.ts'
import { documentPath } from '../document-path.ts'
import { idempotencyKey } from './idempotency-key.ts'
import type { RepeatableCreates } from './repeatable-creates.ts'

export interface CreateRouteDependencies {
  readonly documents: DocumentService
  readonly collections: Collections
  readonly creates: RepeatableCreates
}

/** Checked in the handler: clients send the key with quotes and without. */
const Headers = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description:
        'Chosen by the client, new for each document. A request that is repeated with the same key and body within 24 hours makes no second document and gets the same answer, with `Idempotent-Replayed: true`',
      examples: ['8e03978e-40d5-43dd-bc93-6894a57f9324'],
    }),
  ),
})

export function registerCreate(
  app: ApiServer,
  { documents, collections, creates }: CreateRouteDependencies,
): void {
  app.post('/collections/:collection/documents', {
    config: { access: 'writer' },
    schema: {
      tags: ['documents'],
      summary: 'Create a document; without `id` the server makes one',
      params: CollectionParams,
      headers: Headers,
      body: DocumentInput,
      response: { 201: Document },
    },
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
