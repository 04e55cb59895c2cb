/** The MongoDB and the Redis that all contenders share, each a process of its own. */
import { findOnPath, startRedisProcess, startServerProcess } from '@cstore/testing/standalone'
import { BenchError } from '../bench-errors.ts'
import type { Closers } from '../closers.ts'

export interface Backends {
  readonly mongoUri: string
  readonly mongoPid: number
  readonly redisUrl: string
}

export interface BackendOptions {
  /** The bundle that holds the embedded server. */
  readonly bundle: string
  /** Where MongoDB keeps its data; absent: in memory only. */
  readonly dataDir?: string
  readonly closers: Closers
}

export async function startBackends({
  bundle,
  dataDir,
  closers,
}: BackendOptions): Promise<Backends> {
  const redisServer = await findOnPath('redis-server')
  if (redisServer === null) throw new BenchError('Expected redis-server on PATH: install Redis.')
  const redis = await startRedisProcess(redisServer)
  closers.add(() => redis.stop())
  const mongo = await startServerProcess({
    command: process.execPath,
    args: [bundle, 'dev-mongo', '--port', '0', ...(dataDir ? ['--data', dataDir] : [])],
    ready: /(mongodb:\S+)/,
    env: {},
  })
  closers.add(() => mongo.end())
  return { mongoUri: mongo.said, mongoPid: mongo.pid, redisUrl: redis.url }
}
