/**
 * Invalidations from Redis (`CLIENT TRACKING` in broadcasting mode, Redis 6.2 or newer). Redis
 * tells every connection that tracks a prefix which of its keys changed, expired or were evicted,
 * at the end of the turn of its loop in which they did and before it answers anybody.
 *
 * One connection tracks and is its own target (`REDIRECT` to itself): so tracking cannot outlive
 * it or end before it. It speaks RESP2, where invalidations are messages of a channel; ioredis 6
 * drops the push messages of RESP3 that carry them otherwise.
 *
 * Beats go out on the connection that values are read from: one that returns proves that both
 * connections end at the same server.
 */
import type { Redis } from 'ioredis'
import type { RedisLink } from '../redis/redis-link.ts'
import type { FeedListener, InvalidationFeed } from './invalidation-feed.ts'

export interface RedisFeedDependencies {
  /** RESP2, not connected yet, used for nothing else. Closed with the feed. */
  readonly tracker: Redis
  /** The way on which values are read. Not closed here. */
  readonly data: RedisLink
  /** Of all keys to hear of, beats included. */
  readonly prefix: string
  readonly onFailure: () => void
  /** Why there will be no invalidations at all. */
  readonly warn: (message: string) => void
}

const CHANNEL = '__redis__:invalidate'

/** A change that leaves nothing behind, told once. */
const BEAT = `redis.call('SET', KEYS[1], '', 'PX', 1000) return redis.call('DEL', KEYS[1])`

const ON_CLUSTER =
  'The near cache is off: Redis runs in cluster mode, where each node tells of its own keys only. ' +
  'Reads go to Redis.'

export class RedisFeed implements InvalidationFeed {
  readonly #deps: RedisFeedDependencies

  constructor(dependencies: RedisFeedDependencies) {
    this.#deps = dependencies
  }

  start(listener: FeedListener): void {
    const { tracker } = this.#deps
    tracker.on('messageBuffer', (_channel: Buffer, keys: unknown) => tell(listener, keys))
    tracker.on('ready', () => void this.#track(listener))
    tracker.on('close', () => listener.lost())
    tracker.on('error', () => this.#deps.onFailure())
    tracker.connect().catch(() => undefined)
  }

  async beat(key: string): Promise<void> {
    await this.#deps.data.nodeOf(key).client.callBuffer('EVAL', [BEAT, 1, key])
  }

  relink(): void {
    this.#deps.tracker.disconnect(true)
  }

  close(): void {
    this.#deps.tracker.disconnect()
  }

  async #track(listener: FeedListener): Promise<void> {
    const { tracker, prefix, onFailure, warn } = this.#deps
    try {
      if ((await tracker.info('cluster')).includes('cluster_enabled:1')) {
        warn(ON_CLUSTER)
        return this.close()
      }
      const id = await tracker.client('ID')
      await tracker.call('CLIENT', 'TRACKING', 'ON', 'REDIRECT', id, 'BCAST', 'PREFIX', prefix)
      // What changed before the channel was subscribed to went untold: live only from here.
      await tracker.subscribe(CHANNEL)
      listener.live()
    } catch {
      onFailure()
      if (tracker.status === 'ready') this.relink()
    }
  }
}

/** Null is FLUSHALL or FLUSHDB. */
function tell(listener: FeedListener, keys: unknown): void {
  if (!Array.isArray(keys)) return listener.flushed()
  listener.invalidated(keys.map((key: unknown) => (Buffer.isBuffer(key) ? key.toString() : '')))
}
