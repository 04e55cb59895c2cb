/**
 * The same documents for all contenders: put into MongoDB through CStore, read once so that they are
 * cached, and the bytes of those answers put into Redis under keys of the others' own. A collection is
 * made when a scenario first asks for it.
 */
import { Redis } from 'ioredis'
import { BenchError } from '../bench-errors.ts'
import { plainKey } from '../contenders/route.ts'
import { ADMIN_KEY } from '../servers/cstore.ts'
import { COLLECTIONS, type CollectionName } from './collections.ts'
import { documentAt, documentId, groupOf, spread } from './documents.ts'
import { insertDirectly } from './insert-directly.ts'
import { listPath, pageId } from './pages.ts'
import { range } from './range.ts'

export interface CollectionData {
  readonly name: CollectionName
  readonly bytes: number
  /** Of the documents that are asked for. */
  readonly indexes: readonly number[]
  /** Of those. */
  readonly etags: readonly string[]
  /** Those whose lists are asked for. */
  readonly groups: readonly number[]
}

export interface DatasetOptions {
  /** Of a CStore. */
  readonly origin: string
  readonly redisUrl: string
  readonly mongoUri: string
  /** How many documents are asked for, at most. */
  readonly keys: number
  /** How many there are in the largest collection. */
  readonly many: number
}

export const ADMIN = `Bearer ${ADMIN_KEY}`
const READS_AT_ONCE = 50
/** More are written past CStore. */
const MOST_IMPORTED = 10_000

export class Dataset {
  readonly #options: DatasetOptions
  readonly #made = new Map<CollectionName, Promise<CollectionData>>()
  #readerKey: Promise<string> | undefined

  constructor(options: DatasetOptions) {
    this.#options = options
  }

  get(name: CollectionName): Promise<CollectionData> {
    const made = this.#made.get(name) ?? this.#make(name)
    this.#made.set(name, made)
    return made
  }

  /** `Authorization` of a client with a key that may read. */
  authorization(): Promise<string> {
    this.#readerKey ??= makeReaderKey(`${this.#options.origin}/api/v1`)
    return this.#readerKey
  }

  async #make(name: CollectionName): Promise<CollectionData> {
    const { redisUrl, origin, keys, many } = this.#options
    const spec = COLLECTIONS[name]
    const total = { few: Math.min(1000, many), many }[spec.documents ?? 'few']
    const documents = spec.documents === undefined ? keys : total
    await this.#fill(name, documents)
    const indexes = spread(keys, documents)
    const groups = spec.listed ? [...new Set(indexes.map(groupOf))] : []
    const redis = new Redis(redisUrl)
    try {
      const place = { name, redis, collection: `${origin}/api/v1/collections/${name}` }
      const etags = await inTurns(indexes, (index) => copyDocument(index, place))
      await inTurns(groups, (group) => copyPage(group, place))
      return { name, bytes: spec.bytes, indexes, etags, groups }
    } finally {
      redis.disconnect()
    }
  }

  async #fill(name: CollectionName, documents: number): Promise<void> {
    const { origin, mongoUri } = this.#options
    const { bytes, publicRead, cache } = COLLECTIONS[name]
    const collection = `${origin}/api/v1/collections/${name}`
    await ask(collection, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ publicRead, cache }),
    })
    if (documents > MOST_IMPORTED) {
      await insertDirectly(mongoUri, { collection: name, bytes, documents })
      return
    }
    const lines = range(documents).map((index) => JSON.stringify(documentAt(index, bytes)))
    await ask(`${collection}/import`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    })
  }
}

async function makeReaderKey(api: string): Promise<string> {
  const body = JSON.stringify({ name: 'bench', role: 'reader' })
  const headers = { 'content-type': 'application/json' }
  const answer = await ask(`${api}/keys`, { method: 'POST', headers, body })
  const made: unknown = await answer.json()
  if (typeof made !== 'object' || made === null || !('key' in made)) {
    throw new BenchError('Expected CStore to answer with a key')
  }
  return `Bearer ${String(made.key)}`
}

interface Place {
  readonly name: CollectionName
  readonly redis: Redis
  /** Its address. */
  readonly collection: string
}

async function inTurns<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => Promise<Made>,
): Promise<Made[]> {
  const made: Made[] = []
  for (let start = 0; start < items.length; start += READS_AT_ONCE) {
    made.push(...(await Promise.all(items.slice(start, start + READS_AT_ONCE).map(make))))
  }
  return made
}

/** @returns its entity tag. */
async function copyDocument(index: number, { name, redis, collection }: Place): Promise<string> {
  const id = documentId(index)
  const answer = await ask(`${collection}/documents/${id}`)
  const body = Buffer.from(await answer.arrayBuffer())
  if (body.length !== COLLECTIONS[name].bytes) {
    throw new BenchError(`Expected ${COLLECTIONS[name].bytes} bytes, got ${body.length}`)
  }
  await redis.set(plainKey(name, id), body)
  return answer.headers.get('etag') ?? ''
}

async function copyPage(group: number, { name, redis, collection }: Place): Promise<void> {
  const answer = await ask(`${collection}/${listPath(group)}`)
  await redis.set(plainKey(name, pageId(group)), Buffer.from(await answer.arrayBuffer()))
}

async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...Object.fromEntries(new Headers(init.headers)), authorization: ADMIN }
  const answer = await fetch(url, { ...init, headers })
  if (answer.ok) return answer
  throw new BenchError(`${init.method ?? 'GET'} ${url}: ${answer.status} ${await answer.text()}`)
}
