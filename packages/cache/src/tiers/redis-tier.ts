import type { Redis } from 'ioredis'
import type { ListKeys, TierKeys } from '../cache-key.ts'
import {
  beginListWriteScript,
  beginPageScript,
  endListWriteScript,
  fillPageScript,
} from './redis/list-scripts.ts'
import {
  ACQUIRED,
  acquireScript,
  beginWriteScript,
  endWriteScript,
  fillScript,
  releaseScript,
  type RedisScript,
} from './redis/scripts.ts'
import {
  GENERATION_MS,
  type Acquired,
  type AcquireRequest,
  type CachedPage,
  type FillPageRequest,
  type FillRequest,
  type PageBegun,
  type Tier,
  type WriteFence,
} from './tier.ts'

/**
 * The shared tier. Two connections: reads (auto-pipelined), leases and fills travel on one; the
 * fences of writes have their own, so that no large value or waiting batch delays an invalidation.
 * Neither queues while offline nor sends anything twice: a step that cannot be done now fails
 * now, and the engine decides what that means.
 */
export class RedisTier implements Tier {
  readonly name = 'redis'
  readonly #data: Redis
  readonly #fences: Redis

  constructor(connections: { data: Redis; fences: Redis }) {
    this.#data = connections.data
    this.#fences = connections.fences
  }

  get(valueKey: string): Promise<Buffer | null> {
    return this.#data.getBuffer(valueKey)
  }

  async acquire(keys: TierKeys, { token, leaseMs, refresh }: AcquireRequest): Promise<Acquired> {
    const reply = await run(this.#data, acquireScript, {
      keys: [keys.value, keys.lease, keys.writers],
      args: [token, leaseMs, refresh ? 1 : 0],
    })
    const [code, value] = Array.isArray(reply) ? (reply as unknown[]) : []
    if (code === ACQUIRED.hit && Buffer.isBuffer(value)) return { outcome: 'hit', value }
    if (code === ACQUIRED.fill) return { outcome: 'fill' }
    if (code === ACQUIRED.wait) return { outcome: 'wait' }
    if (code === ACQUIRED.writing) return { outcome: 'writing' }
    throw new Error('Expected Redis to answer the acquire script with a known code')
  }

  async fill(keys: TierKeys, request: FillRequest): Promise<'stored' | 'rejected'> {
    const reply = await run(this.#data, fillScript, {
      keys: [keys.value, keys.lease],
      args: [request.token, request.value, request.ttlMs],
    })
    return reply === 1 ? 'stored' : 'rejected'
  }

  async release(keys: TierKeys, token: string): Promise<void> {
    await run(this.#data, releaseScript, { keys: [keys.lease], args: [token] })
  }

  async beginWrite(keys: TierKeys, { token, expiryMs }: WriteFence): Promise<void> {
    await run(this.#fences, beginWriteScript, {
      keys: [keys.value, keys.lease, keys.writers],
      args: [token, expiryMs],
    })
  }

  async endWrite(keys: TierKeys, token: string): Promise<void> {
    await run(this.#fences, endWriteScript, {
      keys: [keys.value, keys.lease, keys.writers],
      args: [token],
    })
  }

  async getPage(keys: ListKeys): Promise<CachedPage> {
    const [generation, page] = await this.#data.mgetBuffer(keys.generation, keys.page)
    return { generation: generation?.toString('latin1') ?? null, page: page ?? null }
  }

  async beginPage(keys: ListKeys): Promise<PageBegun> {
    const reply = await run(this.#data, beginPageScript, {
      keys: [keys.generation, keys.writers],
      args: [GENERATION_MS],
    })
    if (reply === null) return { outcome: 'writing' }
    if (Buffer.isBuffer(reply)) return { outcome: 'load', generation: reply.toString('latin1') }
    throw new Error('Expected Redis to answer the script that begins a page with a generation')
  }

  async fillPage(keys: ListKeys, request: FillPageRequest): Promise<'stored' | 'rejected'> {
    const reply = await run(this.#data, fillPageScript, {
      keys: [keys.generation, keys.page],
      args: [request.generation, request.value, request.ttlMs],
    })
    return reply === 1 ? 'stored' : 'rejected'
  }

  async beginListWrite(keys: ListKeys, { token, expiryMs }: WriteFence): Promise<void> {
    await run(this.#fences, beginListWriteScript, {
      keys: [keys.generation, keys.writers],
      args: [token, expiryMs],
    })
  }

  async endListWrite(keys: ListKeys, token: string): Promise<void> {
    await run(this.#fences, endListWriteScript, {
      keys: [keys.generation, keys.writers],
      args: [token],
    })
  }

  healthy(): boolean {
    return this.#data.status === 'ready' && this.#fences.status === 'ready'
  }

  close(): Promise<void> {
    this.#data.disconnect()
    this.#fences.disconnect()
    return Promise.resolve()
  }
}

interface Call {
  readonly keys: readonly string[]
  readonly args: readonly (string | number | Buffer)[]
}

/** EVALSHA; a server that lost its scripts (restart, SCRIPT FLUSH) gets the source once more. */
async function run(redis: Redis, script: RedisScript, { keys, args }: Call): Promise<unknown> {
  try {
    return await redis.callBuffer('EVALSHA', [script.sha1, keys.length, ...keys, ...args])
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
    return await redis.callBuffer('EVAL', [script.source, keys.length, ...keys, ...args])
  }
}
