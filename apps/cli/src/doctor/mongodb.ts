import { MongoClient, type Db } from 'mongodb'
import { printable } from '../printable.ts'
import { fail, ok, type Check } from './check.ts'
import { checkClock } from './clock.ts'
import { checkMongoTopology } from './mongo-topology.ts'

const TIMEOUT_MS = 3000

/** Reads only. Neither user nor password of the address are shown. */
export async function checkMongo(uri: string, database: string): Promise<readonly Check[]> {
  let client: MongoClient
  try {
    client = new MongoClient(uri, {
      serverSelectionTimeoutMS: TIMEOUT_MS,
      connectTimeoutMS: TIMEOUT_MS,
      socketTimeoutMS: TIMEOUT_MS,
      appName: 'cstore doctor',
    })
  } catch (error) {
    return [
      fail('address', `MONGODB_URI cannot be understood: ${withoutSecrets(error, uri)}`, CORRECT),
    ]
  }
  const { srvHost, hosts } = client.options
  const where = srvHost ?? hosts.map(String).join(',')
  try {
    return await ask(client.db(database), where)
  } catch (error) {
    return [unreachable(error, where)]
  } finally {
    await client.close()
  }
}

const CORRECT = 'Correct MONGODB_URI.'

async function ask(db: Db, where: string): Promise<Check[]> {
  const admin = db.admin()
  const { version } = await admin.command({ buildInfo: 1 })
  const askedMs = Date.now()
  const hello = await admin.command({ hello: 1 })
  const answeredMs = Date.now()
  const theirsMs = hello['localTime'] instanceof Date ? hello['localTime'].getTime() : answeredMs
  return [
    ok('reachable', `MongoDB ${version} at ${where}, in ${answeredMs - askedMs} ms`),
    checkMongoTopology(hello),
    await checkRights(db),
    checkClock({ theirsMs, askedMs, answeredMs, coarsenessMs: 1 }),
  ]
}

/** Whether it lets in whom the address names; what may be written shows only when it is. */
async function checkRights(db: Db): Promise<Check> {
  try {
    const collections = await db.listCollections({}, { nameOnly: true }).toArray()
    return ok('database', `${db.databaseName} can be read, ${collections.length} collections`)
  } catch (error) {
    return fail(
      'database',
      `${db.databaseName} cannot be read: ${messageOf(error)}`,
      `Give the user of MONGODB_URI the role readWrite on the database ${db.databaseName}.`,
    )
  }
}

/** Codes of MongoDB for users that are not let in: AuthenticationFailed, AtlasError. */
const NOT_LET_IN: ReadonlySet<unknown> = new Set([18, 8000])

function unreachable(error: unknown, where: string): Check {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (NOT_LET_IN.has(code)) {
    const mend = 'Correct user, password and authSource in MONGODB_URI.'
    return fail('reachable', `MongoDB at ${where} does not let the user in`, mend)
  }
  const detail = `MongoDB at ${where} does not answer: ${messageOf(error)}`
  return fail('reachable', detail, 'Start it, or correct MONGODB_URI.')
}

function messageOf(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error), 200)
}

/** What the driver says of an address may repeat a part of it. */
function withoutSecrets(error: unknown, uri: string): string {
  const message = messageOf(error)
  const login = /\/\/([^@/]*)@/u.exec(uri)?.[1] ?? ''
  const secrets = [uri, ...login.split(':')].filter((secret) => secret !== '')
  return secrets.some((secret) => message.includes(secret)) ? 'it is none of MongoDB' : message
}
