import { testMongo } from '@cstore/testing'
import { type Db, MongoClient } from 'mongodb'
import { onTestFinished } from 'vitest'
import { connectStore, type Store, type StoreOptions } from '../src/index.ts'

export interface TestStore {
  readonly store: Store
  /** The same database through the driver, as another program uses it. */
  readonly db: Db
  readonly uri: string
  readonly database: string
}

export const MAX_TIME_MS = 10_000

/** A store on a database of its own, gone when the test is over. */
export async function openTestStore(options: Partial<StoreOptions> = {}): Promise<TestStore> {
  const mongo = await testMongo()
  const client = new MongoClient(mongo.uri, { ignoreUndefined: true })
  const store = await connectStore({
    uri: mongo.uri,
    database: mongo.database,
    maxTimeMs: MAX_TIME_MS,
    connectTimeoutMs: 5000,
    ...options,
  })
  onTestFinished(async () => {
    await store.collections.indexesSettled()
    await Promise.all([store.close(), client.close()])
    await mongo.close()
  })
  return { store, db: client.db(mongo.database), uri: mongo.uri, database: mongo.database }
}

/** Both steps; false when there was nothing to delete, or another did. */
export async function deleteCollection(store: Store, name: string): Promise<boolean> {
  const incarnation = await store.collections.markDeleted(name)
  return incarnation !== null && (await store.collections.drop(name, incarnation))
}

/** What a document is in JSON. */
export function json(document: { readonly body: Buffer } | null | undefined): unknown {
  return document ? JSON.parse(document.body.toString()) : document
}

/** Runs and gives what it throws. */
export async function errorOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run()
  } catch (error) {
    return error
  }
  throw new Error('Expected an error')
}
