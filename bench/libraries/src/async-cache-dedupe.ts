/**
 * async-cache-dedupe over Redis with invalidation by references, as its README recommends for a
 * cache that is shared. It has either memory or Redis, never both.
 */
import { createCache, type StorageRedisOptions } from 'async-cache-dedupe'
import { Redis } from 'ioredis'
import { type ReadThrough, type ReadThroughOptions, TTL_SECONDS } from './read-through.ts'

export function asyncCacheDedupe({ redisUrl, load }: ReadThroughOptions): ReadThrough {
  const client: unknown = new Redis(redisUrl)
  if (!isClient(client)) throw new TypeError('Expected a client of ioredis')
  const cache = createCache({
    ttl: TTL_SECONDS,
    storage: { type: 'redis', options: { client, invalidation: { referencesTTL: TTL_SECONDS } } },
  }).define('document', { references: (key: string) => [key] }, load)
  return {
    read: (key) => cache.document(key),
    invalidate: (key) => cache.invalidateAll(key),
  }
}

/** The library's types name another copy of ioredis; the client works all the same. */
function isClient(client: unknown): client is StorageRedisOptions['client'] {
  return client instanceof Redis
}
