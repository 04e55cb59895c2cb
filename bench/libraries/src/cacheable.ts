/** Cacheable over Keyv's adapter for Redis; with memory in two tiers, as its README shows first. */
import KeyvRedis from '@keyv/redis'
import { Cacheable } from 'cacheable'
import { type ReadThrough, type ReadThroughOptions, TTL_SECONDS } from './read-through.ts'

export function cacheable({ redisUrl, load, near }: ReadThroughOptions): ReadThrough {
  const redis = new KeyvRedis(redisUrl)
  const stores = near ? { secondary: redis } : { primary: redis }
  const cache = new Cacheable({ ...stores, ttl: TTL_SECONDS * 1000 })
  return {
    read: async (key) => (await cache.getOrSet(key, () => load(key))) ?? null,
    invalidate: async (key) => {
      await cache.delete(key)
    },
  }
}
