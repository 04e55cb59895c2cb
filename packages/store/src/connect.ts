/**
 * One client for documents, with values kept in their BSON types, limits on everything, and writes
 * acknowledged by a majority that has them on disk. `retryWrites` is off: it needs sessions, which
 * not every server has, and a write sent twice by the driver would count twice in the version; a
 * write whose outcome is unknown is said to be so instead.
 */
import { type Db, MongoClient, type MongoClientOptions } from 'mongodb'
import { CollectionRepository } from './collections/collection-repository.ts'
import { type CommandEvent, observeCommands } from './command-events.ts'
import { loadDeploymentState } from './deployment-state.ts'
import { DocumentRepository } from './documents/document-repository.ts'
import { mapErrors } from './driver-errors.ts'
import { KeyRepository } from './key-repository.ts'

export interface StoreOptions {
  /** Address of MongoDB; may hold credentials and options of the driver. */
  readonly uri: string
  readonly database: string
  /** Time limit of every command but index builds, milliseconds. */
  readonly maxTimeMs: number
  /** Connections at most. */
  readonly poolSize?: number
  /** How long to look for a server and to wait for a connection, milliseconds. */
  readonly connectTimeoutMs: number
  /** Hears of every command. Must not throw. */
  readonly onCommand?: (event: CommandEvent) => void
  /** Milliseconds since 1970; the system's clock when absent. */
  readonly now?: () => number
}

export interface Store {
  readonly documents: DocumentRepository
  readonly collections: CollectionRepository
  readonly keys: KeyRepository
  /** The same for all instances on one database. */
  readonly instanceId: string
  /** @throws StoreUnavailableError, StoreTimeoutError */
  ping(): Promise<void>
  /** Ends all connections; operations under way fail. */
  close(): Promise<void>
}

const DEFAULT_POOL_SIZE = 50
const MIN_POOL_SIZE = 2
/** How much later than the server's limit a silent connection is given up. */
const SOCKET_MARGIN_MS = 2000

/**
 * Connects, and reads or makes what identifies the deployment. Does not wait for indexes.
 * @throws StoreAddressInvalidError, StoreUnavailableError
 */
export async function connectStore(options: StoreOptions): Promise<Store> {
  const client = await mapErrors(
    'read',
    async () => new MongoClient(options.uri, clientOptions(options)),
  )
  if (options.onCommand) observeCommands(client, options.onCommand)
  const builder = new IndexBuilderClient(options)
  try {
    return await openStore({ client, builder, options })
  } catch (error) {
    await client.close()
    throw error
  }
}

async function openStore(parts: {
  client: MongoClient
  builder: IndexBuilderClient
  options: StoreOptions
}): Promise<Store> {
  const { client, builder, options } = parts
  const { database, maxTimeMs, now = Date.now } = options
  await mapErrors('read', () => client.connect())
  // Bookkeeping is read with values promoted: these records are CStore's own.
  const recordsDb = client.db(database)
  const documentsDb = client.db(database, KEEP_TYPES)
  const { instanceId, cursorSecret } = await loadDeploymentState(recordsDb, maxTimeMs)
  return {
    documents: new DocumentRepository({ db: documentsDb, maxTimeMs, cursorSecret, now }),
    collections: new CollectionRepository({
      db: recordsDb,
      unhurriedDb: () => builder.db(),
      maxTimeMs,
      now,
    }),
    keys: new KeyRepository(recordsDb, maxTimeMs),
    instanceId,
    ping: async () => {
      await mapErrors('read', () => recordsDb.command({ ping: 1, maxTimeMS: maxTimeMs }))
    },
    close: async () => {
      await Promise.all([client.close(), builder.close()])
    },
  }
}

/** Reads every value as the BSON type that it has. */
const KEEP_TYPES = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
} as const

function clientOptions(options: StoreOptions): MongoClientOptions {
  const { maxTimeMs, connectTimeoutMs, poolSize = DEFAULT_POOL_SIZE } = options
  return {
    writeConcern: { w: 'majority', journal: true },
    readPreference: 'primary',
    retryWrites: false,
    maxPoolSize: poolSize,
    minPoolSize: Math.min(MIN_POOL_SIZE, poolSize),
    serverSelectionTimeoutMS: connectTimeoutMs,
    connectTimeoutMS: connectTimeoutMs,
    waitQueueTimeoutMS: connectTimeoutMs,
    socketTimeoutMS: maxTimeMs + SOCKET_MARGIN_MS,
    monitorCommands: options.onCommand !== undefined,
    appName: 'cstore',
  }
}

/** Connects when the first index is built; an index build outlives every socket timeout. */
class IndexBuilderClient {
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
