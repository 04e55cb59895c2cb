/** Creates a document for a client and is killed after that, before it can note that it has. */
import { createCaches } from '@cstore/cache'
import { connectStore } from '@cstore/store'
import { DocumentService } from '../src/routes/documents/document-service.ts'
import { RepeatableCreates } from '../src/routes/documents/create/repeatable-creates.ts'
import { SchemaValidator } from '../src/routes/documents/schema-validator.ts'
import { StalenessProbe } from '../src/routes/documents/staleness-probe.ts'
import { epochStore } from '../src/epoch-store.ts'

const [uri = '', database = '', redisUrl = '', fields = '', idempotencyKey = ''] =
  process.argv.slice(2)
const store = await connectStore({ uri, database, maxTimeMs: 2000, connectTimeoutMs: 2000 })
const caches = await createCaches({
  namespace: store.instanceId,
  redisUrl,
  maxBytes: 1_048_576,
  timeoutMs: 1000,
  maxTimeMs: 2000,
  policy: 'available',
  epochStore: epochStore(store.cacheState),
})
store.idempotency.finish = async () => {
  process.kill(process.pid, 'SIGKILL')
  await new Promise(() => undefined)
}
const probe = new StalenessProbe({ oneIn: 0, random: Math.random, onOutcome: () => undefined })
const validator = new SchemaValidator()
const documents = new DocumentService({ store, cache: caches.documents, validator, probe })
const creates = new RepeatableCreates({ store, documents, onOutcome: () => undefined })
const collection = await store.collections.find('movies')
if (!collection) throw new Error('Expected the collection')
await creates.create({
  collection,
  fields: JSON.parse(fields),
  idempotencyKey,
  principal: 'admin',
})
