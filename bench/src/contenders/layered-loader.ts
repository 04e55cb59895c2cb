/** layered-loader: a loader over Redis; with memory and notifications in front, as its README shows. */
import type { ReadThrough, ReadThroughOptions } from '@cstore/bench-libraries'
import { TTL_SECONDS } from '@cstore/bench-libraries'
import { Redis } from 'ioredis'
import { createNotificationPair, Loader, RedisCache } from 'layered-loader'

const ttlInMsecs = TTL_SECONDS * 1000

export function layeredLoader({ redisUrl, load, near }: ReadThroughOptions): ReadThrough {
  const asyncCache = new RedisCache<object>(new Redis(redisUrl), { json: true, ttlInMsecs })
  const loader = new Loader<object>({
    asyncCache,
    dataSourceGetOneFn: load,
    ...(near ? inMemory(redisUrl) : {}),
  })
  return {
    read: async (key) => (await loader.get(key)) ?? null,
    invalidate: (key) => loader.invalidateCacheFor(key),
  }
}

function inMemory(redisUrl: string) {
  const { publisher, consumer } = createNotificationPair<object>({
    channel: 'bench-layered-loader',
    consumerRedis: new Redis(redisUrl),
    publisherRedis: new Redis(redisUrl),
  })
  return {
    inMemoryCache: { ttlInMsecs, maxItems: 10_000 },
    notificationConsumer: consumer,
    notificationPublisher: publisher,
  }
}
