import {
  createCaches,
  RedisAddressError,
  type Caches,
  type DocumentCacheOptions,
} from '@cstore/cache'
import type { Config } from '@cstore/config'
import type { Store } from '@cstore/store'
import { epochStore } from './epoch-store.ts'
import { StartupError } from './startup-error.ts'

/**
 * The cache of the configuration: Redis, or the memory of this process.
 * @throws StartupError when the address of Redis cannot be used; one that is away is no error.
 */
export async function openCache(
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
  const opening = createCaches({
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
  return opening.catch((error: unknown) => {
    throw error instanceof RedisAddressError ? new StartupError(error.message, error) : error
  })
}
