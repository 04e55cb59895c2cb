/**
 * The same documents for all contenders: imported through CStore, read once so that they are
 * cached, and the bytes of those answers put into Redis under keys of the others' own.
 */
import { Redis } from 'ioredis'
import { plainKey } from '../contenders/route.ts'
import { BenchError } from '../bench-errors.ts'
import { ADMIN_KEY } from '../servers/cstore.ts'
import { COLLECTIONS, type CollectionName } from './collections.ts'
import { documentId, documentOf } from './documents.ts'

export interface Dataset {
  readonly keys: number
  /** `Authorization` of a client with a key that may read. */
  readonly authorization: string
  /** Entity tags by index of the document. */
  readonly etags: Readonly<Record<CollectionName, readonly string[]>>
}

export interface DatasetOptions {
  /** Of a CStore. */
  readonly origin: string
  readonly redisUrl: string
  readonly keys: number
}

const ADMIN = `Bearer ${ADMIN_KEY}`
const READS_AT_ONCE = 50

export async function makeDataset({ origin, redisUrl, keys }: DatasetOptions): Promise<Dataset> {
  const redis = new Redis(redisUrl)
  try {
    const context = { api: `${origin}/api/v1`, redis, keys }
    return {
      keys,
      authorization: await makeReaderKey(context),
      etags: {
        bytes200: await makeCollection('bytes200', context),
        bytes2k: await makeCollection('bytes2k', context),
        bytes50k: await makeCollection('bytes50k', context),
        private2k: await makeCollection('private2k', context),
        cold2k: await makeCollection('cold2k', context),
      },
    }
  } finally {
    redis.disconnect()
  }
}

interface Context {
  readonly api: string
  readonly redis: Redis
  readonly keys: number
}

async function makeReaderKey({ api }: Context): Promise<string> {
  const body = JSON.stringify({ name: 'bench', role: 'reader' })
  const headers = { 'content-type': 'application/json' }
  const answer = await ask(`${api}/keys`, { method: 'POST', headers, body })
  const made: unknown = await answer.json()
  if (typeof made !== 'object' || made === null || !('key' in made)) {
    throw new BenchError('Expected CStore to answer with a key')
  }
  return `Bearer ${String(made.key)}`
}

/** @returns the entity tags. */
async function makeCollection(name: CollectionName, context: Context): Promise<string[]> {
  const { api, keys } = context
  const { bytes, ...settings } = COLLECTIONS[name]
  const collection = `${api}/collections/${name}`
  await ask(collection, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  })
  const indexes = Array.from({ length: keys }, (_, index) => index)
  const lines = indexes.map((index) => JSON.stringify(documentOf(documentId(index), bytes)))
  await ask(`${collection}/import`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  })
  const etags: string[] = []
  for (let start = 0; start < keys; start += READS_AT_ONCE) {
    const some = indexes.slice(start, start + READS_AT_ONCE)
    etags.push(...(await Promise.all(some.map((index) => copy(name, index, context)))))
  }
  return etags
}

async function copy(name: CollectionName, index: number, context: Context): Promise<string> {
  const id = documentId(index)
  const answer = await ask(`${context.api}/collections/${name}/documents/${id}`)
  const body = Buffer.from(await answer.arrayBuffer())
  if (body.length !== COLLECTIONS[name].bytes) {
    throw new BenchError(`Expected ${COLLECTIONS[name].bytes} bytes, got ${body.length}`)
  }
  await context.redis.set(plainKey(name, id), body)
  return answer.headers.get('etag') ?? ''
}

async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...Object.fromEntries(new Headers(init.headers)), authorization: ADMIN }
  const answer = await fetch(url, { ...init, headers })
  if (answer.ok) return answer
  throw new BenchError(`${init.method ?? 'GET'} ${url}: ${answer.status} ${await answer.text()}`)
}
