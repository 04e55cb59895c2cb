/**
 * A Redis of a test's own, for what a shared one cannot stand: signals, restarts, flushed scripts.
 * It appends to its file like a careful production server (`appendfsync everysec`), so a restart
 * brings its data back. It comes from where the run's Redis comes from: a container when that is
 * one, else redis-server on PATH.
 */
import { inject } from 'vitest'
import { findOnPath } from './processes/find-on-path.ts'
import { serviceMissing } from './service-missing.ts'
import { startRedisContainer } from './servers/redis-container.ts'
import { startRedisProcess } from './servers/redis-process.ts'

export interface RedisServerOptions {
  /** Arguments after our own, so they win: `['--maxmemory', '10mb']`. */
  readonly args?: readonly string[]
}

export interface RedisServer {
  readonly url: string
  readonly port: number
  /**
   * SIGKILL is a crash, SIGSTOP a hang, SIGCONT its end, SIGTERM an orderly end. Resolves when the
   * signal was sent; a server that is gone ignores it.
   */
  kill(signal: NodeJS.Signals): Promise<void>
  /** Starts again on the same port and data; what still runs is killed first. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Without Redis the test that asks is skipped, or fails if services are required. */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const backend = inject('cstoreRedis')
  if (backend.found && backend.image !== undefined)
    return startRedisContainer(backend.image, options)
  const command = await findOnPath('redis-server')
  if (command === null) return serviceMissing('Redis', 'redis-server is not on PATH')
  return startRedisProcess(command, options)
}
