import { nodeClient, parseRedisAddress, redisClient, withAuthority } from '@cstore/cache'
import type { Redis } from 'ioredis'

const TIMEOUT_MS = 3000

export interface RedisAsked {
  readonly topology: 'single' | 'sentinel' | 'cluster'
  /** As people write them. */
  readonly hosts: readonly string[]
  /** Not connected yet: each may be tried until one answers. */
  readonly clients: readonly Redis[]
}

/** Each is asked once: whether it comes back later is not what was asked. */
const ONCE = {
  lazyConnect: true,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  connectTimeout: TIMEOUT_MS,
  commandTimeout: TIMEOUT_MS,
  retryStrategy: () => null,
  sentinelRetryStrategy: () => null,
  disableClientInfo: true,
}

/**
 * Clients for `REDIS_URL` in each of its forms (docs/operations.md).
 * @throws RedisAddressError naming the part that is wrong, without its value.
 */
export function redisClients(url: string): RedisAsked {
  const address = withAuthority(parseRedisAddress(url))
  const { topology } = address
  const hosts = address.hosts.map(({ host, port }) =>
    host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
  )
  const clients =
    topology === 'sentinel'
      ? [redisClient(address, ONCE)]
      : address.hosts.map((host) => nodeClient(address, host, ONCE))
  return { topology, hosts, clients }
}
