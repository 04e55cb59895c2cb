/**
 * Logical databases of a Redis that many test files share. A claim is a key in database 0 with an
 * expiry, so a crashed worker blocks its database only for a while. Only an empty database is
 * claimed: whoever gave us the address may keep data in the others, and we never flush what we
 * did not find empty.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { NoFreeDatabaseError } from './testing-errors.ts'

export interface ClaimedDatabase {
  readonly url: string
  release(): Promise<void>
}

const claimMs = 10 * 60_000
const pollMs = 25
const lastDatabase = 15

export async function claimDatabase(url: string, patienceMs = 15_000): Promise<ClaimedDatabase> {
  const owner = randomUUID()
  const client = new Redis(databaseUrl(url, 0), { maxRetriesPerRequest: 1 })
  const giveUpAtMs = Date.now() + patienceMs
  try {
    for (;;) {
      const database = await claimAny(client, owner)
      if (database !== null)
        return {
          url: databaseUrl(url, database),
          release: () => releaseDatabase(url, { database, owner }),
        }
      if (Date.now() > giveUpAtMs)
        throw new NoFreeDatabaseError(
          `Expected an empty logical database among 1 to ${lastDatabase}, found none. ` +
            'What a crashed run left behind can be removed with FLUSHDB.',
        )
      await delay(pollMs)
    }
  } finally {
    client.disconnect()
  }
}

async function claimAny(client: Redis, owner: string): Promise<number | null> {
  for (let database = 1; database <= lastDatabase; database += 1) {
    const claimed = await client.set(claimKey(database), owner, 'PX', claimMs, 'NX')
    if (claimed === null) continue
    await client.select(database)
    const size = await client.dbsize()
    await client.select(0)
    if (size === 0) return database
    await client.del(claimKey(database))
  }
  return null
}

interface Claim {
  readonly database: number
  readonly owner: string
}

async function releaseDatabase(url: string, { database, owner }: Claim): Promise<void> {
  const client = new Redis(databaseUrl(url, 0), { maxRetriesPerRequest: 1 })
  try {
    // An expired claim may be another's by now, with data that is not ours to flush.
    if ((await client.get(claimKey(database))) !== owner) return
    await client.select(database)
    await client.flushdb()
    await client.select(0)
    await client.del(claimKey(database))
  } finally {
    client.disconnect()
  }
}

function claimKey(database: number): string {
  return `cstore-test:claim:${database}`
}

function databaseUrl(url: string, database: number): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}
