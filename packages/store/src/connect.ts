import { CacheStateRepository } from './cache-state-repository.ts'
import { MongoClient } from 'mongodb'
import { clientOptions, type StoreOptions } from './client-options.ts'
import { CollectionRepository } from './collections/collection-repository.ts'
import { observeCommands } from './command-events.ts'
import { type ConnectionState, watchConnections } from './connection-watch.ts'
import { loadDeploymentState } from './deployment-state.ts'
import { DocumentRepository } from './documents/document-repository.ts'
import { mapErrors } from './driver-errors.ts'
import { IdempotencyRepository } from './idempotency-repository.ts'
import { IndexBuilderClient } from './index-builder-client.ts'
import { KeyRepository } from './key-repository.ts'

export interface Store {
  readonly documents: DocumentRepository
  readonly collections: CollectionRepository
  readonly keys: KeyRepository
  readonly cacheState: CacheStateRepository
  readonly idempotency: IdempotencyRepository
  /** The same for all instances on one database. */
  readonly instanceId: string
  /** @throws StoreUnavailableError, StoreTimeoutError */
  ping(): Promise<void>
  /** As it was heard last; asks nobody. */
  connections(): ConnectionState
  /** Ends all connections; operations under way fail. */
  close(): Promise<void>
}

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

/** A store on a client made with `clientOptions`. */
export async function openStore(parts: {
  readonly client: MongoClient
  readonly builder: IndexBuilderClient
  readonly options: StoreOptions
}): Promise<Store> {
  const { client, builder, options } = parts
  const { database, maxTimeMs, now = Date.now } = options
  const connections = watchConnections(client)
  await mapErrors('read', () => client.connect())
  const db = client.db(database)
  const { instanceId, cursorSecret } = await loadDeploymentState(db, maxTimeMs)
  return {
    documents: new DocumentRepository({ db, maxTimeMs, cursorSecret, now }),
    collections: new CollectionRepository({
      db,
      unhurriedDb: () => builder.db(),
      maxTimeMs,
      now,
    }),
    keys: new KeyRepository(db, maxTimeMs),
    cacheState: new CacheStateRepository(db, maxTimeMs),
    idempotency: new IdempotencyRepository({ db, maxTimeMs, now }),
    instanceId,
    ping: async () => {
      await mapErrors('read', () => db.command({ ping: 1, maxTimeMS: maxTimeMs }))
    },
    connections,
    close: async () => {
      await Promise.all([client.close(), builder.close()])
    },
  }
}
