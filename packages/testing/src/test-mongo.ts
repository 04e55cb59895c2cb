import { randomBytes } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { inject } from 'vitest'
import { BackendMissingError } from './testing-errors.ts'

export interface TestMongo {
  /** Names a database of its own in its path. */
  readonly uri: string
  readonly database: string
  /** Which backend this is, as the report calls it. */
  readonly name: string
  /** Drops the database. */
  close(): Promise<void>
}

/** A fresh database on the MongoDB backend of this run. */
export async function testMongo(): Promise<TestMongo> {
  const backend = inject('cstoreMongo')
  if (!backend.found)
    throw new BackendMissingError(
      `This needs MongoDB, and even its stand-in cannot be used: ${backend.reason}`,
    )
  if (backend.url === undefined)
    throw new BackendMissingError('Expected the MongoDB backend to have an address')
  const database = `cstore_test_${randomBytes(8).toString('hex')}`
  const uri = withDatabase(backend.url, database)
  return { uri, database, name: backend.name, close: () => dropDatabase(uri) }
}

/** Credentials belong to the database that the address named before, or to `admin`. */
function withDatabase(uri: string, database: string): string {
  const parts = /^(mongodb(?:\+srv)?:\/\/)([^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/.exec(uri)
  if (parts === null) throw new BackendMissingError('Expected a mongodb:// address')
  const [, scheme = '', hosts = '', formerDatabase = '', query = ''] = parts
  const options = new URLSearchParams(query)
  if (hosts.includes('@') && !options.has('authSource'))
    options.set('authSource', formerDatabase || 'admin')
  return `${scheme}${hosts}/${database}${options.size === 0 ? '' : `?${options.toString()}`}`
}

async function dropDatabase(uri: string): Promise<void> {
  const client = new MongoClient(uri)
  try {
    await client.db().dropDatabase()
  } finally {
    await client.close()
  }
}
