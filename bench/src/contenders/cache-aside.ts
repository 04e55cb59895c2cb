/** By hand, as most tutorials show it: get and parse, or load, stringify and set; after a write, delete. */
import type { ReadThrough, ReadThroughOptions } from '@cstore/bench-libraries'
import { TTL_SECONDS } from '@cstore/bench-libraries'
import { Redis } from 'ioredis'

export function cacheAside({ redisUrl, load }: ReadThroughOptions): ReadThrough {
  const redis = new Redis(redisUrl)
  return {
    read: async (key) => {
      const cached = await redis.get(`aside:${key}`)
      if (cached !== null) return Object(JSON.parse(cached))
      const loaded = await load(key)
      await redis.set(`aside:${key}`, JSON.stringify(loaded), 'EX', TTL_SECONDS)
      return loaded
    },
    invalidate: async (key) => {
      await redis.del(`aside:${key}`)
    },
  }
}
