import { randomBytes } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { CacheEvent } from '../../cache-events.ts'
import { NearTier } from '../near-tier.ts'
import { connectionOptions, redisClient } from '../redis/clients.ts'
import { parseRedisAddress } from '../redis/redis-address.ts'
import type { RedisLink } from '../redis/redis-link.ts'
import type { Tier } from '../tier.ts'
import { RedisFeed } from './redis-feed.ts'

export interface NearTierOptions {
  readonly inner: Tier
  /** The way on which `inner` reads values. */
  readonly data: RedisLink
  /** `trackingConnection` to the same server. */
  readonly tracker: Redis
  /** Of the keys of all values. */
  readonly keyPrefix: string
  /** Bound of the copies, bytes. */
  readonly maxBytes: number
  /** Bound of staleness, milliseconds. */
  readonly boundMs: number
  readonly emit: (event: CacheEvent) => void
  /** Told why there is no near cache, when it cannot be. */
  readonly warn: (message: string) => void
}

/** So many heartbeats within the bound that losing one or two goes unnoticed. */
const BEATS_PER_BOUND = 4

/** Serves from the start; copies are kept once the feed of invalidations is there. */
export function createNearTier(options: NearTierOptions): NearTier {
  const { inner, data, tracker, keyPrefix, emit, warn } = options
  const onFailure = (): void => emit({ type: 'tier_error', operation: 'near' })
  const near = new NearTier({
    inner,
    feed: new RedisFeed({ tracker, data, prefix: keyPrefix, onFailure, warn }),
    maxBytes: options.maxBytes,
    boundMs: options.boundMs,
    now: () => performance.now(),
    // No value's key: those end with a brace and a letter.
    beatPrefix: `${keyPrefix}~beat:${randomBytes(9).toString('base64url')}:`,
    emit,
  })
  const timer = setInterval(() => near.tick(), options.boundMs / BEATS_PER_BOUND).unref()
  tracker.on('end', () => clearInterval(timer))
  return near
}

/**
 * Not connected yet: the feed does that. RESP2, and subscribed anew by the feed alone.
 * @throws RedisAddressError when the address cannot be used.
 */
export function trackingConnection(url: string, timeoutMs: number): Redis {
  return redisClient(parseRedisAddress(url), {
    ...connectionOptions(timeoutMs),
    protocol: 2,
    autoResubscribe: false,
  })
}
