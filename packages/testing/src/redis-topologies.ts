/**
 * Redis of more than one server. Only as processes: servers in containers do not reach each other
 * at the addresses under which tests reach them. Without redis-server on PATH the test that asks
 * is skipped, or fails if services are required.
 */
import { findOnPath } from './processes/find-on-path.ts'
import { redisMissing } from './redis-missing.ts'
import {
  type RedisCluster,
  type RedisClusterOptions,
  startRedisClusterProcesses,
} from './servers/redis-cluster-processes.ts'
import {
  type RedisSentinel,
  startRedisSentinelProcesses,
} from './servers/redis-sentinel-processes.ts'

export type { RedisCluster, RedisClusterOptions, RedisSentinel }

/** Three masters that share the slots; replicas on request. */
export async function startRedisCluster(options: RedisClusterOptions = {}): Promise<RedisCluster> {
  return startRedisClusterProcesses(await redisCommand(), options)
}

/** A master, its replica and a sentinel whose word is enough. */
export async function startRedisSentinel(): Promise<RedisSentinel> {
  return startRedisSentinelProcesses(await redisCommand())
}

async function redisCommand(): Promise<string> {
  return (await findOnPath('redis-server')) ?? redisMissing('redis-server is not on PATH')
}
