import { Document, DocumentInput } from '@cstore/contracts'
import { Type, type Static } from 'typebox'
import type { ApiServer } from '../../api-server.ts'
import { sendProblem } from '../../plugins/problems.ts'
import { DocumentNotFoundError } from '@cstore/store'
import type { HitLane } from '../../hit-lane/hit-lane.ts'
import type { Collections } from '../collections/collections.ts'
import {
  cacheControl,
  cacheStatus,
  present,
  sendJson,
  serverTiming,
  setValidators,
} from './answer.ts'
import { documentPath } from './document-path.ts'
import { fieldsOf, type DocumentService } from './document-service.ts'
import { isKnown, preconditionOf } from './etags.ts'
import { registerPatch } from './patch/patch-routes.ts'
import { CollectionParams, DocumentParams } from '../params.ts'
import { wantsFresh } from '../wants-fresh.ts'

const ReadQuery = Type.Object(
  {
    meta: Type.Optional(Type.Boolean({ description: 'Add `_meta` with version and times' })),
    fields: Type.Optional(Type.String({ maxLength: 4096, description: 'Fields, comma-separated' })),
  },
  { additionalProperties: false },
)

/** No body at all: `null` would be one, of four bytes. */
const NotModified = Type.Unsafe<undefined>({ description: 'The client has it already' })

export interface DocumentRouteDependencies {
  readonly documents: DocumentService
  readonly collections: Collections
  /** Has looked at the cache for some requests already. */
  readonly hitLane: Pick<HitLane, 'found'>
}

const PATH = '/collections/:collection/documents'
const ONE = `${PATH}/:id`
const tags = ['documents']

export function registerDocuments(app: ApiServer, dependencies: DocumentRouteDependencies): void {
  registerReads(app, dependencies)
  registerReplace(app, dependencies)
  registerPatch(app, dependencies)
  registerRemovals(app, dependencies)
}

function registerReads(
  app: ApiServer,
  { documents, collections, hitLane }: DocumentRouteDependencies,
): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: ONE,
    config: { access: 'reader' },
    schema: {
      tags,
      summary: 'Read a document, through the cache',
      params: DocumentParams,
      querystring: ReadQuery,
      response: { 200: Document, 304: NotModified },
    },
    handler: async (request, reply) => {
      const collection = await collections.require(request.params.collection)
      const refresh = wantsFresh(request)
      const startedMs = performance.now()
      const found = hitLane.found(request.raw)
      const target = { collection, id: request.params.id }
      const read = found ?? (await documents.read(target, { refresh, missed: found === null }))
      reply.header('cache-status', cacheStatus(read, refresh))
      reply.header('server-timing', serverTiming(performance.now() - startedMs))
      if (read.entry.kind === 'absent')
        return sendProblem(new DocumentNotFoundError(), request, reply)
      setValidators(reply, read.entry)
      reply.header('cache-control', cacheControl(collection))
      if (isKnown(request.headers['if-none-match'], read.entry.etag))
        return reply.code(304).send(undefined)
      return sendJson(reply, present(read.entry, presentation(request.query)))
    },
  })
}

function presentation({ meta, fields }: Static<typeof ReadQuery>) {
  return { meta, fields: fields?.split(',').map((name) => name.trim()) }
}

function registerReplace(
  app: ApiServer,
  { documents, collections }: DocumentRouteDependencies,
): void {
  app.put(ONE, {
    config: { access: 'writer' },
    schema: {
      tags,
      summary: 'Replace a document, or create it under this id',
      params: DocumentParams,
      body: DocumentInput,
      response: { 200: Document, 201: Document },
    },
    handler: async (request, reply) => {
      const { id } = request.params
      const collection = await collections.require(request.params.collection)
      const { document, created } = await documents.replace(
        { collection, id },
        fieldsOf(request.body),
        preconditionOf(request.headers),
      )
      if (created) reply.code(201).header('location', documentPath(collection.name, id))
      return sendJson(setValidators(reply, document), document.body)
    },
  })
}

function registerRemovals(
  app: ApiServer,
  { documents, collections }: DocumentRouteDependencies,
): void {
  app.delete(ONE, {
    config: { access: 'writer' },
    schema: { tags, summary: 'Delete a document', params: DocumentParams },
    handler: async (request, reply) => {
      const collection = await collections.require(request.params.collection)
      const target = { collection, id: request.params.id }
      const removed = await documents.remove(target, preconditionOf(request.headers))
      if (!removed) throw new DocumentNotFoundError()
      return reply.code(204).send()
    },
  })
  app.post('/collections/:collection/purge', {
    config: { access: 'writer' },
    schema: {
      tags: ['collections'],
      summary: 'Drop everything cached of a collection',
      description:
        'For after another program has changed documents. When this is answered, no server gives anything that was cached before: documents, absent documents, pages of lists.',
      params: CollectionParams,
    },
    handler: async (request, reply) => {
      await documents.purgeCollection(await collections.require(request.params.collection))
      return reply.code(204).send()
    },
  })
  app.post(`${ONE}/purge`, {
    config: { access: 'writer' },
    schema: { tags, summary: 'Drop a document from the cache', params: DocumentParams },
    handler: async (request, reply) => {
      const collection = await collections.require(request.params.collection)
      await documents.purge({ collection, id: request.params.id })
      return reply.code(204).send()
    },
  })
}
