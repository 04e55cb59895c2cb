/**
 * One process of an engine that CStore is compared with:
 * `serve-engine.ts <engine> <port> <Redis> <MongoDB> <database>`.
 */
import Fastify from 'fastify'
import { Redis } from 'ioredis'
import { asyncCacheDedupe } from './async-cache-dedupe.ts'
import { bentocacheTwoTiers } from './bentocache.ts'
import { registerDocumentRoutes } from './document-routes.ts'
import { type DocumentAddress, Documents, type Load, type ReadThrough } from './documents.ts'
import { comparedEngines } from './engine.ts'
import { plainCacheAside } from './plain.ts'

type Engine = (typeof comparedEngines)[number]

const engines: Readonly<Record<Engine, (redis: Redis, load: Load) => ReadThrough>> = {
  plain: plainCacheAside,
  bentocache: bentocacheTwoTiers,
  'async-cache-dedupe': asyncCacheDedupe,
}

const [wanted, port, redisUrl = '', mongodbUri = '', database] = process.argv.slice(2)
const name = comparedEngines.find((each) => each === wanted)
if (name === undefined) throw new TypeError(`Expected one of ${comparedEngines.join(', ')}`)
if (database === undefined) throw new TypeError('Expected a port, two addresses and a database')

const documents = await Documents.connect(mongodbUri, database)
// Without bounds a request would wait for a Redis that is away until its client gives up.
const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1, commandTimeout: 500 })
// Whoever sends a command learns of it.
redis.on('error', () => undefined)
const cache = engines[name](redis, (address: DocumentAddress) => documents.load(address))
const app = Fastify()
registerDocumentRoutes(app, { documents, cache })
await app.listen({ port: Number(port), host: '127.0.0.1' })
process.stdout.write('listening\n')
