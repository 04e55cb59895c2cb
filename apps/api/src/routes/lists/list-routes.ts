import { DocumentPage, ListQuery, QueryBody } from '@cstore/contracts'
import type { Store } from '@cstore/store'
import type { FastifyReply } from 'fastify'
import type { ApiServer } from '../../api-server.ts'
import type { Collections } from '../collections/collections.ts'
import { present } from '../documents/answer.ts'
import { CollectionParams } from '../params.ts'
import { bodyOf, specOf } from './list-query.ts'

export interface ListRouteDependencies {
  readonly store: Store
  readonly collections: Collections
}

const tags = ['documents']

export function registerLists(app: ApiServer, { store, collections }: ListRouteDependencies): void {
  const answer = async (name: string, query: QueryBody, reply: FastifyReply) => {
    const collection = await collections.require(name)
    const { documents, next, count } = await store.documents.list(collection.name, specOf(query))
    const rows = documents.map((document) => present(document, { meta: query.meta }))
    return reply
      .header('cache-status', 'cstore; fwd=bypass')
      .header('cache-control', 'private, no-cache')
      .type('application/json')
      .send(page(rows, { next, ...(count === undefined ? {} : { count }) }))
  }
  app.get('/collections/:collection/documents', {
    config: { access: 'reader' },
    schema: {
      tags,
      summary: 'List documents with filter, sort and cursor',
      params: CollectionParams,
      querystring: ListQuery,
      response: { 200: DocumentPage },
    },
    handler: ({ params, query }, reply) => answer(params.collection, bodyOf(query), reply),
  })
  app.post('/collections/:collection/query', {
    config: { access: 'reader' },
    schema: {
      tags,
      summary: 'List documents, with the query in the body',
      params: CollectionParams,
      body: QueryBody,
      response: { 200: DocumentPage },
    },
    handler: ({ params, body }, reply) => answer(params.collection, body, reply),
  })
}

/** The documents are JSON already: they are joined, not parsed and written anew. */
function page(rows: readonly Buffer[], rest: { next: string | null; count?: number }): Buffer {
  const comma = Buffer.from(',')
  const joined = rows.flatMap((row, index) => (index === 0 ? [row] : [comma, row]))
  const closing = `],${JSON.stringify(rest).slice(1)}`
  return Buffer.concat([Buffer.from('{"documents":['), ...joined, Buffer.from(closing)])
}
