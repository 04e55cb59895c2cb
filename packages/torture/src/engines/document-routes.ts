/** The routes that clients of a run use, with CStore's addresses, headers and codes. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import {
  type CachedDocument,
  type DocumentAddress,
  type Documents,
  etagOf,
  type ReadThrough,
} from './documents.ts'

interface Route {
  Params: DocumentAddress
  Body: Record<string, unknown>
}

const path = '/api/v1/collections/:collection'
const one = `${path}/documents/:id`

export function registerDocumentRoutes(
  app: FastifyInstance,
  { documents, cache }: { documents: Documents; cache: ReadThrough },
): void {
  app.addContentTypeParser(
    'application/merge-patch+json',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  )
  // Collections need not be made.
  app.put(path, () => ({}))
  app.get(path, () => ({}))

  app.get<Route>(one, async ({ params, headers }, reply) => {
    const { value, hit } = await cache.read(params)
    reply.header('cache-status', hit ? 'cache; hit' : 'cache; fwd=uri-miss')
    if (value === null) return notFound(reply)
    if (headers['if-none-match'] === etagOf(value))
      return reply.header('etag', etagOf(value)).code(304).send()
    return send(reply, value)
  })
  app.put<Route>(one, async ({ params, body }, reply) => {
    const value = await documents.change(params, { kind: 'replace', fields: body })
    await cache.invalidate(params)
    return value === null ? notFound(reply) : send(reply, value)
  })
  app.patch<Route>(one, async ({ params, headers, body }, reply) => {
    const version = Number(/^"(\d+)-/.exec(headers['if-match'] ?? '')?.[1])
    const value = await documents.change(params, { kind: 'merge', fields: body, version })
    if (value === null) return reply.code(412).send({})
    await cache.invalidate(params)
    return send(reply, value)
  })
  app.delete<Route>(one, async ({ params }, reply) => {
    const removed = await documents.remove(params)
    await cache.invalidate(params)
    return removed ? reply.code(204).send() : notFound(reply)
  })
}

function send(reply: FastifyReply, value: CachedDocument): FastifyReply {
  return reply.header('etag', etagOf(value)).send(value.body)
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).send({})
}
