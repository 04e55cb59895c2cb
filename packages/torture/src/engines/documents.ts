/** What the servers that CStore is compared with have in common: documents in MongoDB. */
import { createHash } from 'node:crypto'
import { type Collection, type Document, MongoClient } from 'mongodb'

/** As it is cached: bytes and what an answer needs beside them. */
export interface CachedDocument {
  readonly version: number
  readonly body: Record<string, unknown>
}

/** Cached as it is, or null for a document that is not there. */
export type CacheValue = CachedDocument | null

export interface DocumentAddress {
  readonly collection: string
  readonly id: string
}

/** How a cache is used: around a function that reads the database, and told of every write. */
export interface ReadThrough {
  read(address: DocumentAddress): Promise<CacheRead>
  /** After the database write, before it is acknowledged. Throws when it could not be done. */
  invalidate(address: DocumentAddress): Promise<void>
}

interface CacheRead {
  readonly value: CacheValue
  readonly hit: boolean
}

export type Load = (address: DocumentAddress) => Promise<CacheValue>

interface StoredDocument extends Document {
  readonly _id: string
  readonly _cstore: { readonly v: number }
}

export type Change =
  | { readonly kind: 'replace'; readonly fields: Record<string, unknown> }
  | { readonly kind: 'merge'; readonly fields: Record<string, unknown>; readonly version: number }

export class Documents {
  readonly #client: MongoClient
  readonly #database: string

  private constructor(client: MongoClient, database: string) {
    this.#client = client
    this.#database = database
  }

  static async connect(uri: string, database: string): Promise<Documents> {
    const client = new MongoClient(uri, {
      serverSelectionTimeoutMS: 2000,
      retryWrites: false,
      retryReads: false,
    })
    return new Documents(await client.connect(), database)
  }

  async load({ collection, id }: DocumentAddress): Promise<CacheValue> {
    const found = await this.#collection(collection).findOne({ _id: id })
    return found === null ? null : cachedFrom(found)
  }

  /** Null: the condition did not hold. */
  async change({ collection, id }: DocumentAddress, change: Change): Promise<CacheValue> {
    const condition = change.kind === 'merge' ? { '_cstore.v': change.version } : {}
    const found = await this.#collection(collection).findOneAndUpdate(
      { _id: id, ...condition },
      { $set: change.fields, $inc: { '_cstore.v': 1 } },
      { upsert: change.kind === 'replace', returnDocument: 'after' },
    )
    return found === null ? null : cachedFrom(found)
  }

  async remove({ collection, id }: DocumentAddress): Promise<boolean> {
    return (await this.#collection(collection).deleteOne({ _id: id })).deletedCount === 1
  }

  #collection(name: string): Collection<StoredDocument> {
    return this.#client.db(this.#database).collection<StoredDocument>(name)
  }
}

function cachedFrom({ _id: id, _cstore: { v }, ...fields }: StoredDocument): CachedDocument {
  return { version: v, body: { id, ...fields } }
}

export function etagOf({ version, body }: CachedDocument): string {
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('base64url')
  return `"${version}-${digest.slice(0, 16)}"`
}
