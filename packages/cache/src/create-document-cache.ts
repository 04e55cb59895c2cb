import { randomBytes } from 'node:crypto'
import type { CacheEvent } from './cache-events.ts'
import { ChangeFeed } from './changes/change-feed.ts'
import type { ChangeLog } from './changes/change-log.ts'
import { MemoryChangeLog } from './changes/memory-change-log.ts'
import { RedisChangeLog } from './changes/redis-change-log.ts'
import { keyPrefix } from './cache-key.ts'
import { systemClock } from './clock.ts'
import { DocumentCache, type CacheLimits } from './document-cache.ts'
import type { EpochStore } from './epoch/epoch-state.ts'
import { singleProcess, type Epochs } from './epoch/epochs.ts'
import { SharedEpochs } from './epoch/shared-epochs.ts'
import type { FencePolicy } from './fenced-writes.ts'
import { ListCache } from './lists/list-cache.ts'
import { LocalRates } from './rates/local-rates.ts'
import type { RateLimiter } from './rates/rate-limiter.ts'
import { RedisRates } from './rates/redis-rates.ts'
import { BreakerTier } from './tiers/breaker-tier.ts'
import { MemoryTier } from './tiers/memory-tier.ts'
import { createNearTier, trackingConnection } from './tiers/near/create-near-tier.ts'
import { connectRedis } from './tiers/redis/connect.ts'
import { RedisTier } from './tiers/redis-tier.ts'
import type { Tier } from './tiers/tier.ts'

export interface DocumentCacheOptions {
  /** Keeps deployments that share a Redis apart; the same for every process of one. ASCII. */
  readonly namespace: string
  /** Absent: this process's memory, which is coherent only if no other process writes. */
  readonly redisUrl?: string
  /** Bound of the memory tier, bytes. */
  readonly maxBytes: number
  /** Bound of every Redis command, milliseconds. */
  readonly timeoutMs: number
  /** Bound of every database operation, milliseconds; fences outlast it. */
  readonly maxTimeMs: number
  /** Whether writes are refused while the cache cannot be fenced, or close it first. */
  readonly policy: FencePolicy
  /** Where processes that share a Redis agree on its epoch; needed with `redisUrl`. */
  readonly epochStore: EpochStore
  /** How many changes can be followed afterwards, at least. */
  readonly maxChanges?: number
  /** Absent: every read goes to Redis. Without `redisUrl` it means nothing. */
  readonly near?: NearOptions
  readonly onEvent?: (event: CacheEvent) => void
}

/** Copies in this process, for reads that ask for them. */
export interface NearOptions {
  /** Bound of all copies, bytes. */
  readonly maxBytes: number
  /** No copy is served longer than this after it was replaced, milliseconds. */
  readonly boundMs: number
  /** Told why there are no copies, when there cannot be any. */
  readonly warn: (message: string) => void
}

const LEASE_MS = 3000
/** About 10 MB of addresses. */
const MAX_SUBJECTS = 50_000
/** Like the pool of connections to the database: more would only wait there. */
const MAX_BYPASSES = 50
/** About 10 MiB of Redis. */
const MAX_CHANGES = 50_000

function limits({ maxTimeMs }: DocumentCacheOptions): CacheLimits {
  return {
    leaseMs: LEASE_MS,
    leaseWaitMs: 1000,
    // Longer than a healthy write, shorter than anyone minds when the writer has died.
    writerWaitMs: 100,
    // A write may take several database operations (read, compare, write, once more).
    writerMs: 4 * maxTimeMs,
    maxBypasses: MAX_BYPASSES,
  }
}

export interface Caches {
  readonly documents: DocumentCache
  /** Pages of lists, fenced by the writes that go through `documents`. */
  readonly lists: ListCache
  /** What the writes that go through `documents`, of any process, have changed. */
  readonly changes: ChangeFeed
  /** Rate limits that the processes share as they share the cache. */
  readonly rates: RateLimiter
  close(): Promise<void>
}

/** Resolves when the tier answers, or soon after it could not be reached. */
export async function createCaches(options: DocumentCacheOptions): Promise<Caches> {
  const emit = options.onEvent ?? (() => undefined)
  const { tier, log, rates } = await createTier(options, emit)
  const epochs = await createEpochs(tier, options)
  const engine = {
    tier,
    epochs,
    clock: systemClock,
    random: Math.random,
    namespace: options.namespace,
    emit,
  }
  const documents = new DocumentCache({
    ...engine,
    policy: options.policy,
    token: () => randomBytes(12).toString('base64url'),
    limits: limits(options),
    changes: log,
  })
  const close = (): Promise<void> => {
    log.rest()
    return documents.close()
  }
  const changes = new ChangeFeed({ log, epochs, clock: systemClock })
  return { documents, lists: new ListCache(engine), changes, rates, close }
}

/** The cache of documents alone. */
export async function createDocumentCache(options: DocumentCacheOptions): Promise<DocumentCache> {
  return (await createCaches(options)).documents
}

async function createTier(
  options: DocumentCacheOptions,
  emit: (event: CacheEvent) => void,
): Promise<{ tier: Tier; log: ChangeLog; rates: RateLimiter }> {
  const { redisUrl: url, timeoutMs, maxBytes, namespace, near } = options
  const logging = {
    maxEntries: options.maxChanges ?? MAX_CHANGES,
    writerMs: limits(options).writerMs,
  }
  const local = new LocalRates({ maxSubjects: MAX_SUBJECTS, now: () => systemClock.monotonic() })
  if (url === undefined) {
    const tier = new MemoryTier({ maxBytes, now: () => systemClock.now() })
    return { tier, log: new MemoryChangeLog(logging, systemClock), rates: local }
  }
  const onError = (): void => emit({ type: 'tier_error', operation: 'connect' })
  const links = await connectRedis({ url, timeoutMs, onError })
  const tier = new RedisTier(links)
  const inner = new BreakerTier({ tier, clock: systemClock, random: Math.random })
  const identity = (): string | null => (inner.healthy() ? inner.identity() : null)
  const log = new RedisChangeLog({ ...logging, links, namespace, identity })
  const rates = new RedisRates({ link: links.data, namespace, identity, local })
  if (!near) return { tier: inner, log, rates }
  const tracker = trackingConnection(url, timeoutMs)
  // Outermost, so that it forgets what a step changed however that step ended.
  const keys = { keyPrefix: keyPrefix(namespace) }
  return {
    tier: createNearTier({ ...near, ...keys, inner, data: links.data, tracker, emit }),
    log,
    rates,
  }
}

async function createEpochs(
  tier: Tier,
  { redisUrl, epochStore, onEvent }: DocumentCacheOptions,
): Promise<Epochs> {
  if (redisUrl === undefined) return singleProcess
  const epochs = new SharedEpochs({
    store: epochStore,
    clock: systemClock,
    identity: () => tier.identity(),
    emit: onEvent ?? (() => undefined),
  })
  await epochs.start()
  return epochs
}
