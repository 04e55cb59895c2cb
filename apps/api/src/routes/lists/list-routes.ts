import type { QueryBody } from '@cstore/contracts'
import type { FastifyReply } from 'fastify'
import type { ApiServer } from '../../api-server.ts'
import type { Collections } from '../collections/collections.ts'
import { cacheStatus, serverTiming } from '../documents/answer.ts'
import { wantsFresh } from '../wants-fresh.ts'
import { listDocuments, queryDocuments } from './list-operations.ts'
import { bodyOf } from './list-query.ts'
import type { ListService } from './list-service.ts'

export interface ListRouteDependencies {
  readonly lists: ListService
  readonly collections: Collections
}

export function registerLists(app: ApiServer, { lists, collections }: ListRouteDependencies): void {
  const answer = async (
    reply: FastifyReply,
    { name, query, refresh }: { name: string; query: QueryBody; refresh: boolean },
  ) => {
    const collection = await collections.require(name)
    const startedMs = performance.now()
    const page = await lists.read(collection, { query, refresh })
    const readMs = performance.now() - startedMs
    const warning = await lists.warning(collection, query)
    if (warning !== null) reply.header('cstore-warning', warning)
    return reply
      .header('cache-status', cacheStatus(page, refresh))
      .header('server-timing', serverTiming(readMs))
      .header('cache-control', 'private, no-cache')
      .type('application/json')
      .send(page.body)
  }
  app.get('/collections/:collection/documents', {
    config: { access: 'reader' },
    schema: listDocuments,
    handler: (request, reply) =>
      answer(reply, {
        name: request.params.collection,
        query: bodyOf(request.query),
        refresh: wantsFresh(request),
      }),
  })
  app.post('/collections/:collection/query', {
    config: { access: 'reader' },
    schema: queryDocuments,
    handler: (request, reply) =>
      answer(reply, {
        name: request.params.collection,
        query: request.body,
        refresh: wantsFresh(request),
      }),
  })
}
