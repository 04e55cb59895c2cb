import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Redis, type RedisOptions } from 'ioredis'
import { RedisAddressError } from '../tier-errors.ts'
import type { HostAndPort, RedisAddress } from './redis-address.ts'

/** Bound of connecting, and of a silent connection's life, milliseconds. */
export const CONNECT_TIMEOUT_MS = 2000

/** What ioredis takes, without what would change the shape of its answers. */
export type ClientOptions = Omit<RedisOptions, 'replyMapping'>

/** 25 to 1500 ms. All processes lose a server at one moment; they should not all come back at one. */
export const jitteredDelay = (times: number): number =>
  Math.min(50 * 2 ** Math.min(times - 1, 5), 1000) * (0.5 + Math.random())

/**
 * ioredis by default queues while offline and repeats commands after a reconnect. Both would
 * turn "the cache is slow" into "the request is slow", and run a step twice, so both are off.
 */
export function connectionOptions(timeoutMs: number) {
  return {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: timeoutMs,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // A server that vanished without closing the connection is never heard of again otherwise.
    socketTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: jitteredDelay,
    lazyConnect: true,
    // The one command that the users of this connection would need a right for and do not use.
    disableClientInfo: true,
  } satisfies ClientOptions
}

/** Not connected yet. With sentinels: whichever master they name at the time of connecting. */
export function redisClient(address: RedisAddress, options: ClientOptions): Redis {
  const [first] = address.hosts
  if (address.topology !== 'sentinel' && first) return nodeClient(address, first, options)
  const tls = tlsOptions(address)
  return new Redis({
    sentinelRetryStrategy: jitteredDelay,
    ...options,
    ...login(address),
    sentinels: address.hosts.map((host) => ({ ...host })),
    name: address.master,
    role: 'master',
    // Leaves the old master as soon as a sentinel says so, not when it stops answering.
    failoverDetector: true,
    sentinelReconnectStrategy: jitteredDelay,
    sentinelCommandTimeout: CONNECT_TIMEOUT_MS,
    ...(address.sentinelUsername ? { sentinelUsername: address.sentinelUsername } : {}),
    ...(address.sentinelPassword ? { sentinelPassword: address.sentinelPassword } : {}),
    ...(tls ? { tls, sentinelTLS: tls, enableTLSForSentinelMode: true } : {}),
  })
}

/** A client of one server that the address leads to. Not connected yet. */
export function nodeClient(
  address: RedisAddress,
  node: HostAndPort,
  options: ClientOptions,
): Redis {
  const tls = tlsOptions(address)
  const { host, port } = node
  return new Redis({ ...options, ...login(address), host, port, ...(tls ? { tls } : {}) })
}

function login({ username, password, db }: RedisAddress): ClientOptions {
  return { db, ...(username ? { username } : {}), ...(password ? { password } : {}) }
}

function tlsOptions(address: RedisAddress): { ca?: Buffer } | null {
  if (!address.tls) return null
  const { ca } = withAuthority(address)
  return ca ? { ca } : {}
}

/**
 * Reads the file of authorities, so that later connections cannot fail for want of it.
 * @throws RedisAddressError when there is no certificate in it.
 */
export function withAuthority(address: RedisAddress): RedisAddress {
  if (address.ca || address.tlsCa === undefined) return address
  try {
    const ca = readFileSync(address.tlsCa)
    parseCertificate(ca)
    return { ...address, ca }
  } catch (cause) {
    throw new RedisAddressError('a file with certificates in PEM form as its tls_ca', { cause })
  }
}

/** Node.js itself ignores a file without any certificate in it. */
function parseCertificate(pem: Buffer): X509Certificate {
  return new X509Certificate(pem)
}
