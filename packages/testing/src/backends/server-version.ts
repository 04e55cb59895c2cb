/**
 * Asks a server for its version, which also proves that it answers: a port that accepts
 * connections is not yet a database.
 */
import { Redis } from 'ioredis'
import { MongoClient } from 'mongodb'

const answerTimeoutMs = 5000

export async function mongoVersion(uri: string): Promise<string> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: answerTimeoutMs })
  try {
    const info = await client.db('admin').command({ buildInfo: 1 })
    return String(info['version'])
  } finally {
    await client.close()
  }
}

export async function redisVersion(url: string): Promise<string> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: answerTimeoutMs,
    commandTimeout: answerTimeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  // The error arrives by the promise of connect() as well; unheard, the event would end the run.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const info = await client.info('server')
    return /^redis_version:(\S+)/m.exec(info)?.[1] ?? 'unknown'
  } finally {
    client.disconnect()
  }
}

/** Host and port for people, without the credentials that an address may carry. */
export function hostOf(address: string): string {
  return /^[a-z+]+:\/\/(?:[^@/]*@)?([^/?]+)/i.exec(address)?.[1] ?? 'an address that is not a URL'
}
