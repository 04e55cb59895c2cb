/**
 * Bentocache in two tiers with a bus, as its documentation recommends for several processes:
 * memory in front of Redis, `getOrSet` to read, `delete` after a write.
 * https://bentocache.dev/docs/multi-tier
 */
import { BentoCache, bentostore } from 'bentocache'
import { memoryDriver } from 'bentocache/drivers/memory'
import { redisBusDriver, redisDriver } from 'bentocache/drivers/redis'
import type { Redis } from 'ioredis'
import type { DocumentAddress, Load, ReadThrough } from './documents.ts'
import { ttlMsOf } from './lifetimes.ts'

const keyOf = ({ collection, id }: DocumentAddress): string => `${collection}/${id}`

export function bentocacheTwoTiers(redis: Redis, load: Load): ReadThrough {
  const cache = new BentoCache({
    default: 'documents',
    stores: {
      documents: bentostore()
        .useL1Layer(memoryDriver({ maxSize: '16mb' }))
        .useL2Layer(redisDriver({ connection: redis }))
        .useBus(redisBusDriver({ connection: redis.options })),
    },
  })
  return {
    read: async (address) => {
      let hit = true
      const value = await cache.getOrSet({
        key: keyOf(address),
        ttl: ttlMsOf(address),
        factory: () => {
          hit = false
          return load(address)
        },
      })
      return { value, hit }
    },
    invalidate: async (address) => {
      await cache.delete({ key: keyOf(address) })
    },
  }
}
