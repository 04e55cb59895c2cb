/**
 * The most that Fastify and the MongoDB driver can do together, without any cache.
 * Arguments: address of MongoDB, name of the database, `majority` or `w1`.
 */
import { fastify } from 'fastify'
import { DocumentsInMongo } from './documents-in-mongo.ts'
import {
  announce,
  DOCUMENT_ROUTE,
  type DocumentRoute,
  LIST_ROUTE,
  type ListRoute,
} from './route.ts'

const [, , uri = '', database = '', durability] = process.argv
const documents = await DocumentsInMongo.connect(uri, {
  database,
  durability: durability === 'w1' ? 'w1' : 'majority',
})

const app = fastify()
app.get<DocumentRoute>(DOCUMENT_ROUTE, async ({ params: { collection, id } }, reply) => {
  return (await documents.find(collection, id)) ?? reply.code(404).send()
})
app.put<DocumentRoute>(DOCUMENT_ROUTE, async ({ params: { collection, id }, body }) => {
  await documents.update(collection, { id, fields: body })
  return { id, ...body }
})
app.get<ListRoute>(LIST_ROUTE, async ({ params: { collection }, query }) => {
  const { id } = Object(JSON.parse(query.filter))
  const page = { filter: { _id: id }, limit: Number(query.limit) }
  return { documents: await documents.list(collection, page), next: null }
})
await announce(app)
