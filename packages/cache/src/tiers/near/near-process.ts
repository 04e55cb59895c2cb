import { setTimeout as delay } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { expect } from 'vitest'
import type { CacheEvent } from '../../cache-events.ts'
import { keyPrefix, tierKeys, type TierKeys } from '../../cache-key.ts'
import type { NearTier } from '../near-tier.ts'
import { connectRedis } from '../redis/connect.ts'
import { RedisTier } from '../redis-tier.ts'
import { createNearTier, trackingConnection } from './create-near-tier.ts'

export const BOUND_MS = 100
const TIMEOUT_MS = 1000
export const keyOf = (id: number | string): TierKeys =>
  tierKeys('test:1', { collection: 'c', id: String(id) })
export const keys = keyOf('one')

export interface Process {
  readonly near: NearTier
  readonly tracker: Redis
  readonly events: CacheEvent[]
  readonly warnings: string[]
  readonly read: (key?: TierKeys) => Promise<string | null>
  /** What a write of this process does, and the fill of a reader after it. */
  readonly write: (value: string, key?: TierKeys) => Promise<void>
  /** Resolves once a near read is served from memory. */
  readonly warm: (key?: TierKeys) => Promise<void>
}

/** What one CStore process has of the cache. */
export async function startProcess(
  url: string,
  { maxBytes = 1_000_000, trackerUrl = url }: { maxBytes?: number; trackerUrl?: string } = {},
): Promise<Process> {
  const events: CacheEvent[] = []
  const warnings: string[] = []
  const links = await connectRedis({ url, timeoutMs: TIMEOUT_MS, onError: () => undefined })
  const tracker = trackingConnection(trackerUrl, TIMEOUT_MS)
  const near = createNearTier({
    inner: new RedisTier(links),
    data: links.data,
    tracker,
    keyPrefix: keyPrefix('test'),
    maxBytes,
    boundMs: BOUND_MS,
    emit: (event) => events.push(event),
    warn: (message) => warnings.push(message),
  })
  const read = async (key = keys): Promise<string | null> =>
    (await near.get(key.value, { near: true }))?.toString() ?? null
  const warm = async (key = keys): Promise<void> => {
    await expect
      .poll(
        async () => {
          events.length = 0
          await read(key)
          return events.find(({ type }) => type === 'near_read')
        },
        { interval: 5, timeout: 10_000 },
      )
      .toEqual({ type: 'near_read', outcome: 'hit' })
  }
  return { near, tracker, events, warnings, read, warm, write: (v, key) => writeTo(near, v, key) }
}

async function writeTo(near: NearTier, value: string, key = keys): Promise<void> {
  const token = `writer of ${value}`
  await near.beginWrite([key], { token, expiryMs: 60_000 })
  await near.endWrite([key], token)
  await near.acquire(key, { token, leaseMs: 60_000, refresh: false })
  await near.fill(key, { token, value: Buffer.from(value), ttlMs: 60_000 })
}

/** One writer, many readers, and how long after its replacement the oldest value was served. */
export async function measure(
  writer: Process,
  readers: readonly Process[],
  during: () => Promise<void>,
) {
  /** When the write that replaced a version had reached Redis, by version. */
  const replacedAtMs: number[] = []
  const measured = { reads: 0, hits: 0, stale: 0, worstMs: 0, writes: 0 }
  const run = { over: false }

  const write = async (): Promise<void> => {
    for (let version = 0; !run.over; version++) {
      const token = `w${version}`
      await writer.near.acquire(keys, { token, leaseMs: 60_000, refresh: false })
      const value = Buffer.from(String(version))
      await writer.near.fill(keys, { token, value, ttlMs: 60_000 })
      await delay(version % 10 === 0 ? 200 : 10)
      await writer.near.beginWrite([keys], { token, expiryMs: 60_000 })
      replacedAtMs[version] = performance.now()
      await writer.near.endWrite([keys], token)
      measured.writes += 1
    }
  }
  const read = async ({ near }: Process): Promise<void> => {
    while (!run.over) {
      const startedMs = performance.now()
      const value = await near.get(keys.value, { near: true })
      measured.reads += 1
      const replacedMs = value ? replacedAtMs[Number(value.toString())] : undefined
      if (replacedMs !== undefined && replacedMs < startedMs) {
        measured.stale += 1
        measured.worstMs = Math.max(measured.worstMs, startedMs - replacedMs)
      }
      if (measured.reads % 5 === 0) await delay(0)
    }
  }
  const running = [write(), ...readers.flatMap((one) => Array.from({ length: 8 }, () => read(one)))]
  await during()
  run.over = true
  await Promise.all(running)
  measured.hits = readers.flatMap(({ events }) => events.filter(isHit)).length
  return measured
}

function isHit(event: CacheEvent): boolean {
  return event.type === 'near_read' && event.outcome === 'hit'
}
