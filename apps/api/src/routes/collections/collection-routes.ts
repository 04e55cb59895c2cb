import type { CollectionInfo as Info } from '@cstore/contracts'
import type { Store, StoredCollection } from '@cstore/store'
import type { ApiServer } from '../../api-server.ts'
import type { SchemaValidator } from '../documents/schema-validator.ts'
import {
  deleteCollection,
  getCollection,
  listCollections,
  putCollection,
} from './collection-operations.ts'
import type { Collections } from './collections.ts'
import type { ExistingDocuments } from './existing-documents.ts'

export interface CollectionRouteDependencies {
  readonly store: Store
  readonly collections: Collections
  readonly validator: SchemaValidator
  readonly existing: ExistingDocuments
}

const PATH = '/collections/:collection'
/** Who may see what differs, and changes. */
const PRIVATE = 'private, no-cache'

export function registerCollections(
  app: ApiServer,
  dependencies: CollectionRouteDependencies,
): void {
  registerReads(app, dependencies)
  registerChanges(app, dependencies)
}

function registerReads(app: ApiServer, { store, collections }: CollectionRouteDependencies): void {
  app.get('/collections', {
    config: { access: 'reader', narrowed: true },
    schema: listCollections,
    handler: async ({ principal }, reply) => {
      reply.header('cache-control', PRIVATE)
      const visible = (await collections.all()).filter(
        ({ name }) => principal.collections?.has(name) ?? true,
      )
      return { collections: visible.map(info) }
    },
  })
  app.get(PATH, {
    config: { access: 'reader' },
    schema: getCollection,
    handler: async ({ params }, reply) => {
      reply.header('cache-control', PRIVATE)
      const collection = await collections.require(params.collection)
      return { ...info(collection), indexes: await store.collections.indexes(collection.name) }
    },
  })
}

function registerChanges(app: ApiServer, dependencies: CollectionRouteDependencies): void {
  const { collections, validator, existing } = dependencies
  app.put(PATH, {
    config: { access: 'admin' },
    schema: putCollection,
    handler: async ({ params, query, body }, reply) => {
      if (body.schema) validator.compile(body.schema)
      if (query.validate) await existing.require(params.collection, body)
      const { created } = await collections.put(params.collection, body)
      if (created) reply.code(201).header('location', `/api/v1/collections/${params.collection}`)
      return info(await collections.require(params.collection))
    },
  })
  app.delete(PATH, {
    config: { access: 'admin' },
    schema: deleteCollection,
    handler: async ({ params }, reply) => {
      await collections.remove(params.collection)
      return reply.code(204).send()
    },
  })
}

function info({ name, settings }: StoredCollection): Info {
  return { name, settings }
}
