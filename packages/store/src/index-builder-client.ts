import { type Db, MongoClient } from 'mongodb'
import { clientOptions, type StoreOptions } from './client-options.ts'

/** Connects when the first index is built: an index build outlives every socket timeout. */
export class IndexBuilderClient {
  #client: MongoClient | undefined
  readonly #options: StoreOptions

  constructor(options: StoreOptions) {
    this.#options = options
  }

  db(): Db {
    this.#client ??= new MongoClient(this.#options.uri, {
      ...clientOptions(this.#options),
      maxPoolSize: 2,
      minPoolSize: 0,
      socketTimeoutMS: 0,
      monitorCommands: false,
    })
    return this.#client.db(this.#options.database)
  }

  async close(): Promise<void> {
    await this.#client?.close()
  }
}
