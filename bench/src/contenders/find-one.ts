/**
 * The most that Fastify and the MongoDB driver can do together, without any cache.
 * Arguments: address of MongoDB, name of the database.
 */
import { fastify } from 'fastify'
import { MongoClient } from 'mongodb'
import { announce, DOCUMENT_ROUTE, type DocumentRoute } from './route.ts'

const [, , uri = '', database = ''] = process.argv
const client = await MongoClient.connect(uri)
const db = client.db(database)

const app = fastify()
app.get<DocumentRoute>(DOCUMENT_ROUTE, async ({ params }, reply) => {
  const document = await db.collection<{ _id: string }>(params.collection).findOne({
    _id: params.id,
  })
  return document ?? reply.code(404).send()
})
await announce(app)
