export {
  CacheUnavailableError,
  ChangesUnavailableError,
  WriteUnsettledError,
} from './cache-errors.ts'
export type { CacheEvent, ReadOutcome } from './cache-events.ts'
export type { DocumentKey } from './cache-key.ts'
export type { ChangeFeed, FeedStep, Follower } from './changes/change-feed.ts'
export type { Change, ChangeEntry, ChangeOp } from './changes/change-log.ts'
export {
  createCaches,
  createDocumentCache,
  type Caches,
  type DocumentCacheOptions,
  type NearOptions,
} from './create-document-cache.ts'
export type { CacheRead, DocumentCache, ReadRequest } from './document-cache.ts'
export type { CacheEntry } from './envelope.ts'
export type { EpochPhase, EpochState, EpochStore } from './epoch/epoch-state.ts'
export type { FencePolicy } from './fenced-writes.ts'
export type { CacheLifetimes } from './freshness.ts'
export type { ListCache, PageRead } from './lists/list-cache.ts'
export type { Quota, RateDecision, RateLimiter } from './rates/rate-limiter.ts'
export { readMany } from './read-many.ts'
export { nodeClient, redisClient, withAuthority } from './tiers/redis/clients.ts'
export { parseRedisAddress } from './tiers/redis/redis-address.ts'
export { RedisAddressError } from './tiers/tier-errors.ts'
