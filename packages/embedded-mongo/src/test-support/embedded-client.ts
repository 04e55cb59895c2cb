import { type Collection, type Document, MongoClient, type ObjectId } from 'mongodb'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { startEmbeddedMongo, type EmbeddedMongo } from '../embedded-mongo.ts'

export interface Item extends Document {
  _id: string | number | ObjectId
}

export interface EmbeddedClient {
  readonly server: EmbeddedMongo
  readonly client: MongoClient
  /** Another one for each test. */
  readonly items: Collection<Item>
}

/** A server in memory for the tests of a file, and the official driver at it. */
export function useEmbeddedClient(): () => EmbeddedClient {
  let started: Omit<EmbeddedClient, 'items'> | undefined
  let collections = 0
  const current = (): Omit<EmbeddedClient, 'items'> => {
    if (started === undefined) throw new Error('Expected a server that is started')
    return started
  }
  beforeAll(async () => {
    const server = await startEmbeddedMongo({ dataDir: null })
    started = { server, client: await new MongoClient(server.uri).connect() }
  })
  beforeEach(() => {
    collections++
  })
  afterAll(async () => {
    await current().client.close()
    await current().server.close()
  })
  return () => ({
    ...current(),
    items: current().client.db('test').collection<Item>(`items${collections}`),
  })
}

export function idsOf(found: readonly Item[]): unknown[] {
  return found.map(({ _id }) => _id)
}
