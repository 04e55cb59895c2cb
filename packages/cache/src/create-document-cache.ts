import { randomBytes } from 'node:crypto'
import type { CacheEvent } from './cache-events.ts'
import { systemClock } from './clock.ts'
import { DocumentCache, type CacheLimits } from './document-cache.ts'
import { BreakerTier } from './tiers/breaker-tier.ts'
import { MemoryTier } from './tiers/memory-tier.ts'
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
  readonly onEvent?: (event: CacheEvent) => void
}

const LEASE_MS = 3000

function limits({ maxTimeMs }: DocumentCacheOptions): CacheLimits {
  return {
    leaseMs: LEASE_MS,
    leaseWaitMs: 1000,
    // Longer than a healthy write, shorter than anyone minds when the writer has died.
    writerWaitMs: 25,
    // A write may take several database operations (read, compare, write, once more).
    writerMs: 4 * maxTimeMs,
  }
}

/** Resolves when the tier answers, or soon after it could not be reached. */
export async function createDocumentCache(options: DocumentCacheOptions): Promise<DocumentCache> {
  const emit = options.onEvent ?? (() => undefined)
  return new DocumentCache({
    tier: await createTier(options, emit),
    clock: systemClock,
    random: Math.random,
    token: () => randomBytes(12).toString('base64url'),
    namespace: options.namespace,
    limits: limits(options),
    emit,
  })
}

async function createTier(
  { redisUrl, timeoutMs, maxBytes }: DocumentCacheOptions,
  emit: (event: CacheEvent) => void,
): Promise<Tier> {
  if (redisUrl === undefined) return new MemoryTier({ maxBytes, now: () => systemClock.now() })
  const onError = (): void => emit({ type: 'tier_error', operation: 'connect' })
  const tier = new RedisTier(await connectRedis({ url: redisUrl, timeoutMs, onError }))
  return new BreakerTier({ tier, clock: systemClock, random: Math.random })
}
