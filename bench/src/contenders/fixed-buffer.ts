/**
 * The most that Fastify can do: no lookup at all, bytes that are there already.
 * Arguments: `<collection>=<bytes>` for every collection.
 */
import { fastify } from 'fastify'
import { documentOf } from '../data/documents.ts'
import { announce, DOCUMENT_ROUTE, type DocumentRoute } from './route.ts'

const bodies = new Map(
  process.argv.slice(2).map((argument) => {
    const [collection = '', bytes = ''] = argument.split('=')
    return [collection, Buffer.from(JSON.stringify(documentOf('any', Number(bytes))))]
  }),
)

const app = fastify()
app.get<DocumentRoute>(DOCUMENT_ROUTE, ({ params }, reply) =>
  reply.type('application/json').send(bodies.get(params.collection)),
)
await announce(app)
