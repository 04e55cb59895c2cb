/** Plain cache-aside, as most tutorials show it: get, or load and set; write, then delete. */
import type { Redis } from 'ioredis'
import type { CacheValue, DocumentAddress, Load, ReadThrough } from './documents.ts'
import { ttlMsOf } from './lifetimes.ts'

const keyOf = ({ collection, id }: DocumentAddress): string => `${collection}:${id}`

export function plainCacheAside(redis: Redis, load: Load): ReadThrough {
  return {
    read: async (address) => {
      // Redis away is no reason not to answer.
      const cached = await redis.get(keyOf(address)).catch(() => null)
      const parsed: unknown = cached === null ? undefined : JSON.parse(cached)
      if (isCacheValue(parsed)) return { value: parsed, hit: true }
      const value = await load(address)
      const text = JSON.stringify(value)
      await redis.set(keyOf(address), text, 'PX', ttlMsOf(address)).catch(() => null)
      return { value, hit: false }
    },
    invalidate: async (address) => {
      await redis.del(keyOf(address))
    },
  }
}

function isCacheValue(value: unknown): value is CacheValue {
  if (value === null) return true
  return typeof value === 'object' && 'version' in value && 'body' in value
}
