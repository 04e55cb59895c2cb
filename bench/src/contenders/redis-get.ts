/**
 * The most that Fastify and ioredis can do together: bytes from Redis to the socket as they are.
 * Arguments: address of Redis, `pipelined` (what a tick asks for travels together) or `plain`.
 */
import { fastify } from 'fastify'
import { Redis } from 'ioredis'
import { announce, DOCUMENT_ROUTE, plainKey, type DocumentRoute } from './route.ts'

const [, , url = '', mode] = process.argv
const redis = new Redis(url, { enableAutoPipelining: mode === 'pipelined' })

const app = fastify()
app.get<DocumentRoute>(DOCUMENT_ROUTE, async ({ params }, reply) => {
  const body = await redis.getBuffer(plainKey(params.collection, params.id))
  return body === null ? reply.code(404).send() : reply.type('application/json').send(body)
})
await announce(app)
