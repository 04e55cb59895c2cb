/**
 * async-cache-dedupe over Redis with invalidation by references, as its README recommends for a
 * shared cache.
 */
import { createCache, type StorageRedisOptions } from 'async-cache-dedupe'
import { Redis } from 'ioredis'
import type { CacheValue, DocumentAddress, Load, ReadThrough } from './documents.ts'
import { ttlMsOf } from './lifetimes.ts'

/** "It should be set at the maximum of all the caches' ttl." */
const referencesTtlSeconds = 60

interface Loaded {
  readonly address: DocumentAddress
  readonly value: CacheValue
}

const referenceOf = ({ collection, id }: DocumentAddress): string => `${collection}~${id}`

export function asyncCacheDedupe(redis: Redis, load: Load): ReadThrough {
  const client: unknown = redis
  if (!isClient(client)) throw new TypeError('Expected a client of ioredis')
  // What comes out of Redis is another object than what was loaded.
  const loaded = new WeakSet<Loaded>()
  const cache = createCache({
    storage: {
      type: 'redis',
      options: { client, invalidation: { referencesTTL: referencesTtlSeconds } },
    },
  }).define(
    'document',
    {
      ttl: ({ address }: Loaded) => Math.ceil(ttlMsOf(address) / 1000),
      references: (address: DocumentAddress) => [referenceOf(address)],
    },
    async (address: DocumentAddress): Promise<Loaded> => {
      const result = { address, value: await load(address) }
      loaded.add(result)
      return result
    },
  )
  return {
    read: async ({ collection, id }) => {
      const result = await cache.document({ collection, id })
      return { value: result.value, hit: !loaded.has(result) }
    },
    invalidate: (address) => cache.invalidateAll(referenceOf(address)),
  }
}

/** The library's types name another major version of ioredis; the client works all the same. */
function isClient(client: unknown): client is StorageRedisOptions['client'] {
  return client instanceof Redis
}
