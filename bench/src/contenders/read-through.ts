/**
 * Fastify, a library for caching and the MongoDB driver, with the routes of documents.
 * Arguments: the library, `near` (memory in front of Redis) or `redis`, addresses of Redis and of
 * MongoDB, name of the database.
 */
import { asyncCacheDedupe, bentocache, cacheable, type ReadThrough } from '@cstore/bench-libraries'
import { fastify } from 'fastify'
import { cacheAside } from './cache-aside.ts'
import { DocumentsInMongo } from './documents-in-mongo.ts'
import { layeredLoader } from './layered-loader.ts'
import { announce, DOCUMENT_ROUTE, type DocumentRoute, LOADS_ROUTE } from './route.ts'

const LIBRARIES = new Map([
  ['async-cache-dedupe', asyncCacheDedupe],
  ['bentocache', bentocache],
  ['cacheable', cacheable],
  ['layered-loader', layeredLoader],
  ['by hand', cacheAside],
])

const [, , library = '', tiers, redisUrl = '', uri = '', database = ''] = process.argv
const documents = await DocumentsInMongo.connect(uri, { database, durability: 'majority' })
let loads = 0
const open = LIBRARIES.get(library)
if (open === undefined) throw new TypeError(`There is no library ${library}.`)
const cache: ReadThrough = open({
  redisUrl,
  near: tiers === 'near',
  load: (key) => {
    loads += 1
    const [collection = '', id = ''] = key.split('/')
    return documents.find(collection, id)
  },
})

const app = fastify()
app.get<DocumentRoute>(DOCUMENT_ROUTE, async ({ params: { collection, id } }, reply) => {
  return (await cache.read(`${collection}/${id}`)) ?? reply.code(404).send()
})
app.put<DocumentRoute>(DOCUMENT_ROUTE, async ({ params: { collection, id }, body }) => {
  await documents.update(collection, { id, fields: body })
  await cache.invalidate(`${collection}/${id}`)
  return { id, ...body }
})
app.get(LOADS_ROUTE, () => ({ loads }))
await announce(app)
