import { randomBytes } from 'node:crypto'
import { makeDataDirectory, startServerProcess } from '@cstore/testing/standalone'
import { type Db, MongoClient } from 'mongodb'
import { programs } from './programs.ts'

export interface TortureMongo {
  readonly uri: string
  /** Of this run alone. */
  readonly database: string
  /** Past all proxies. */
  readonly db: Db
  close(): Promise<void>
}

/** The given server, or the embedded one on a data folder and in a process of its own. */
export async function startMongo(given: string | undefined): Promise<TortureMongo> {
  const server = given === undefined ? await startEmbedded() : null
  const uri = given ?? server?.said ?? ''
  const client = new MongoClient(uri, { directConnection: true })
  await client.connect()
  const database = `torture_${randomBytes(6).toString('hex')}`
  const db = client.db(database)
  return {
    uri,
    database,
    db,
    close: async () => {
      await db.dropDatabase()
      await client.close()
      await server?.end()
    },
  }
}

async function startEmbedded() {
  const directory = await makeDataDirectory('mongo')
  return startServerProcess({
    command: process.execPath,
    args: [programs.cstore, 'dev-mongo', '--port', '0', '--data', directory],
    ready: /(mongodb:\S+)\n/,
    env: {},
  })
}
