/**
 * Redis of more than one server, or with TLS. Only as processes: servers in containers do not reach
 * each other at the addresses under which tests reach them, nor files of this machine. Without
 * redis-server on PATH the test that asks is skipped, or fails if services are required.
 */
import { findOnPath } from './processes/find-on-path.ts'
import { serviceMissing } from './service-missing.ts'
import type { RedisServerOptions } from './redis-server.ts'
import {
  type RedisCluster,
  type RedisClusterOptions,
  startRedisClusterProcesses,
} from './servers/redis-cluster-processes.ts'
import {
  type RedisSentinel,
  startRedisSentinelProcesses,
} from './servers/redis-sentinel-processes.ts'
import { type RedisTlsServer, startRedisTlsProcess } from './servers/redis-tls-process.ts'
import { ServerStartError } from './testing-errors.ts'

export type { RedisCluster, RedisClusterOptions, RedisSentinel, RedisTlsServer }

/** Three masters that share the slots; replicas on request. */
export async function startRedisCluster(options: RedisClusterOptions = {}): Promise<RedisCluster> {
  return startRedisClusterProcesses(await redisCommand(), options)
}

/** A master, its replica and a sentinel whose word is enough. */
export async function startRedisSentinel(): Promise<RedisSentinel> {
  return startRedisSentinelProcesses(await redisCommand())
}

/** One server with a certificate of its own making, by openssl. */
export async function startRedisTls(options: RedisServerOptions = {}): Promise<RedisTlsServer> {
  const command = await redisCommand()
  try {
    return await startRedisTlsProcess(command, options)
  } catch (error) {
    const unknown = error instanceof ServerStartError && /tls-port/.test(error.message)
    if (unknown) return serviceMissing('Redis', `${command} was built without TLS`)
    throw error
  }
}

async function redisCommand(): Promise<string> {
  return (
    (await findOnPath('redis-server')) ?? serviceMissing('Redis', 'redis-server is not on PATH')
  )
}
