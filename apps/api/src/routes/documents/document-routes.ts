import type { Static } from 'typebox'
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
import {
  deleteDocument,
  getDocument,
  purgeCollection,
  purgeDocument,
  putDocument,
  type ReadQuery,
} from './document-operations.ts'
import { documentPath } from './document-path.ts'
import { fieldsOf, type DocumentService } from './document-service.ts'
import { isKnown, preconditionOf } from './etags.ts'
import { registerPatch } from './patch/patch-routes.ts'
import { wantsFresh } from '../wants-fresh.ts'

export interface DocumentRouteDependencies {
  readonly documents: DocumentService
  readonly collections: Collections
  /** Has looked at the cache for some requests already. */
  readonly hitLane: Pick<HitLane, 'found'>
}

const PATH = '/collections/:collection/documents'
const ONE = `${PATH}/:id`

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
    schema: getDocument,
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
    schema: putDocument,
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
    schema: deleteDocument,
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
    schema: purgeCollection,
    handler: async (request, reply) => {
      await documents.purgeCollection(await collections.require(request.params.collection))
      return reply.code(204).send()
    },
  })
  app.post(`${ONE}/purge`, {
    config: { access: 'writer' },
    schema: purgeDocument,
    handler: async (request, reply) => {
      const collection = await collections.require(request.params.collection)
      await documents.purge({ collection, id: request.params.id })
      return reply.code(204).send()
    },
  })
}
