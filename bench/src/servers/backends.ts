/** The MongoDB and the Redis that all contenders share, each a process of its own. */
import {
  findOnPath,
  makeDataDirectory,
  startRedisProcess,
  startServerProcess,
} from '@cstore/testing/standalone'
import { BenchError } from '../bench-errors.ts'
import type { Closers } from '../closers.ts'

export interface Backends {
  readonly mongoUri: string
  /** Absent: it is not ours. */
  readonly mongoPid?: number
  readonly redisUrl: string
}

export interface BackendOptions {
  /** The bundle that holds the embedded server. */
  readonly bundle: string
  /** A MongoDB to use in place of the embedded server. */
  readonly mongodb?: string | undefined
  readonly closers: Closers
}

export async function startBackends(options: BackendOptions): Promise<Backends> {
  const redisServer = await findOnPath('redis-server')
  if (redisServer === null) throw new BenchError('Expected redis-server on PATH: install Redis.')
  const redis = await startRedisProcess(redisServer)
  options.closers.add(() => redis.stop())
  if (options.mongodb !== undefined) return { mongoUri: options.mongodb, redisUrl: redis.url }
  return { ...(await startEmbeddedMongo(options)), redisUrl: redis.url }
}

/** With its data on disk: what a write costs is not told without. */
async function startEmbeddedMongo({
  bundle,
  closers,
}: BackendOptions): Promise<{ mongoUri: string; mongoPid: number }> {
  const mongo = await startServerProcess({
    command: process.execPath,
    args: [bundle, 'dev-mongo', '--port', '0', '--data', await makeDataDirectory('mongo')],
    ready: /(mongodb:\S+)/,
    env: {},
  })
  closers.add(() => mongo.end())
  return { mongoUri: mongo.said, mongoPid: mongo.pid }
}
