/**
 * Bentocache: `getOrSet` to read, `delete` after a write; with memory in two tiers with a bus, as its
 * documentation recommends for several processes. https://bentocache.dev/docs/multi-tier
 */
import { BentoCache, bentostore } from 'bentocache'
import { memoryDriver } from 'bentocache/drivers/memory'
import { redisBusDriver, redisDriver } from 'bentocache/drivers/redis'
import { Redis } from 'ioredis'
import { type ReadThrough, type ReadThroughOptions, TTL_SECONDS } from './read-through.ts'

export function bentocache({ redisUrl, load, near }: ReadThroughOptions): ReadThrough {
  const redis = new Redis(redisUrl)
  const second = redisDriver({ connection: redis })
  const store = near
    ? bentostore()
        .useL1Layer(memoryDriver({ maxSize: '32mb' }))
        .useL2Layer(second)
        .useBus(redisBusDriver({ connection: redis.options }))
    : bentostore().useL2Layer(second)
  const cache = new BentoCache({
    default: 'documents',
    ttl: `${TTL_SECONDS}s`,
    stores: { documents: store },
  })
  return {
    read: (key) => cache.getOrSet({ key, factory: () => load(key) }),
    invalidate: async (key) => {
      await cache.delete({ key })
    },
  }
}
