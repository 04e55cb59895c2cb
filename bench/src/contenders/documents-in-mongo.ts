/** What every contender with a database does with it. */
import { type Collection, type Filter, MongoClient } from 'mongodb'

export interface StoredDocument {
  readonly _id: string
  readonly [field: string]: unknown
}

/** As CStore writes, or with the least that MongoDB calls a write. */
export type Durability = 'majority' | 'w1'

const CONCERNS = {
  majority: { w: 'majority', journal: true },
  w1: { w: 1, journal: false },
} as const

export class DocumentsInMongo {
  readonly #client: MongoClient
  readonly #database: string

  constructor(client: MongoClient, database: string) {
    this.#client = client
    this.#database = database
  }

  static async connect(
    uri: string,
    { database, durability }: { database: string; durability: Durability },
  ): Promise<DocumentsInMongo> {
    const client = await MongoClient.connect(uri, { writeConcern: CONCERNS[durability] })
    return new DocumentsInMongo(client, database)
  }

  /** As it is sent to clients. */
  async find(collection: string, id: string): Promise<object | null> {
    const found = await this.#collection(collection).findOne({ _id: id })
    return found === null ? null : presented(found)
  }

  async list(collection: string, { filter, limit }: ListQuery): Promise<object[]> {
    const found = this.#collection(collection).find(filter).sort({ _id: 1 }).limit(limit)
    return (await found.toArray()).map(presented)
  }

  async update(collection: string, { id, fields }: Update): Promise<void> {
    await this.#collection(collection).updateOne({ _id: id }, { $set: fields }, { upsert: true })
  }

  #collection(name: string): Collection<StoredDocument> {
    return this.#client.db(this.#database).collection<StoredDocument>(name)
  }
}

interface ListQuery {
  readonly filter: Filter<StoredDocument>
  readonly limit: number
}

interface Update {
  readonly id: string
  readonly fields: Readonly<Record<string, unknown>>
}

function presented({ _id: id, _cstore, ...fields }: StoredDocument): object {
  return { id, ...fields }
}
