import { createCaches, type Caches, type DocumentCacheOptions } from '@cstore/cache'
import type { Config } from '@cstore/config'
import type { Store } from '@cstore/store'
import { epochStore } from './epoch-store.ts'

/** The cache of the configuration: Redis, or the memory of this process. */
export function openCache(
  config: Config,
  {
    store,
    onEvent,
    warn,
  }: { store: Store; warn: (message: string) => void } & Pick<
    Required<DocumentCacheOptions>,
    'onEvent'
  >,
): Promise<Caches> {
  const { redisUrl, nearMaxBytes, nearBoundMs } = config
  return createCaches({
    namespace: store.instanceId,
    maxBytes: config.cacheMaxBytes,
    timeoutMs: config.cacheTimeoutMs,
    maxTimeMs: config.maxTimeMs,
    policy: config.cachePolicy,
    epochStore: epochStore(store.cacheState),
    onEvent,
    ...(redisUrl === undefined ? {} : { redisUrl }),
    ...(nearMaxBytes === 0 ? {} : { near: { maxBytes: nearMaxBytes, boundMs: nearBoundMs, warn } }),
  })
}
