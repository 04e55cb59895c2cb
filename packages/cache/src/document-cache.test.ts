import { setImmediate as nextTurn } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { CacheUnavailableError } from './cache-errors.ts'
import type { CacheEvent } from './cache-events.ts'
import { tierKeys } from './cache-key.ts'
import { singleProcess } from './epoch/epochs.ts'
import { DocumentCache, type ReadRequest } from './document-cache.ts'
import type { CacheEntry } from './envelope.ts'
import { MemoryTier } from './tiers/memory-tier.ts'
import type { Acquired, Tier } from './tiers/tier.ts'

const KEY = { collection: 'movies', id: 'one' }
const POLICY = { ttlMs: 1000, staleMs: 5000, negativeTtlMs: 100 }
const LIMITS = {
  leaseMs: 3000,
  leaseWaitMs: 100,
  writerWaitMs: 20,
  writerMs: 20_000,
  maxBypasses: 100,
}

const entry = (version: number): CacheEntry => ({
  kind: 'document',
  version,
  createdAtMs: 1,
  updatedAtMs: 2,
  etag: `"${version}-x"`,
  body: Buffer.from(`{"version":${version}}`),
})

let nowMs: number
let events: CacheEvent[]
let database: { version: number; loads: number; failing: boolean }
let tier: Tier

beforeEach(() => {
  nowMs = 1_000_000
  events = []
  database = { version: 1, loads: 0, failing: false }
  tier = new MemoryTier({ maxBytes: 1_000_000, now: () => nowMs })
})

function cacheOver(overrides: Partial<Tier> = {}): DocumentCache {
  let tokens = 0
  return new DocumentCache({
    tier: { ...bound(tier), ...overrides },
    epochs: singleProcess,
    policy: 'strict',
    clock: {
      now: () => nowMs,
      monotonic: () => nowMs,
      sleep: (ms) => {
        nowMs += ms
        return Promise.resolve()
      },
    },
    random: () => 0.5,
    token: () => `token-${++tokens}`,
    namespace: 'test',
    limits: LIMITS,
    emit: (event) => events.push(event),
  })
}

/** A tier's steps, callable without the tier. */
function bound(of: Tier): Tier {
  return {
    name: of.name,
    get: (key) => of.get(key),
    acquire: (keys, request) => of.acquire(keys, request),
    fill: (keys, request) => of.fill(keys, request),
    release: (keys, token) => of.release(keys, token),
    beginWrite: (documents, fence) => of.beginWrite(documents, fence),
    endWrite: (documents, token) => of.endWrite(documents, token),
    getPage: (keys) => of.getPage(keys),
    beginPage: (keys) => of.beginPage(keys),
    fillPage: (keys, request) => of.fillPage(keys, request),
    beginListWrite: (keys, fence) => of.beginListWrite(keys, fence),
    endListWrite: (keys, token) => of.endListWrite(keys, token),
    keysUnder: (prefix) => of.keysUnder(prefix),
    healthy: () => of.healthy(),
    ping: () => of.ping(),
    identity: () => of.identity(),
    onIdentity: (listener) => of.onIdentity(listener),
    close: () => of.close(),
  }
}

const away = (): Promise<never> => Promise.reject(new Error('Command timed out'))

function load(): Promise<CacheEntry> {
  database.loads++
  return database.failing
    ? Promise.reject(new Error('down'))
    : Promise.resolve(entry(database.version))
}

const request = (more: Partial<ReadRequest> = {}): ReadRequest => ({
  policy: POLICY,
  load,
  ...more,
})

const readOutcomes = (): string[] =>
  events.flatMap((event) => (event.type === 'read' ? [event.outcome] : []))

describe('a read', () => {
  it('loads and stores what is missing, and serves it as a hit from then on', async () => {
    const cache = cacheOver()
    expect(await cache.read(KEY, request())).toMatchObject({
      outcome: 'miss',
      stored: true,
      ttlMs: 1000,
    })
    const hit = await cache.read(KEY, request())
    expect(hit).toMatchObject({ outcome: 'hit', ttlMs: 1000, entry: entry(1) })
    expect(database.loads).toBe(1)
    expect(readOutcomes()).toEqual(['miss', 'hit'])
  })

  it('remembers that a document is absent, for as long as negativeTtlMs', async () => {
    const cache = cacheOver()
    const absent: CacheEntry = { ...entry(0), kind: 'absent', etag: '', body: Buffer.alloc(0) }
    const loadAbsent = request({ load: () => (database.loads++, Promise.resolve(absent)) })
    await cache.read(KEY, loadAbsent)
    expect((await cache.read(KEY, loadAbsent)).entry.kind).toBe('absent')
    expect(database.loads).toBe(1)
    nowMs += 150
    await cache.read(KEY, loadAbsent)
    expect(database.loads).toBe(2)
  })

  it('makes one database read for many concurrent readers', async () => {
    const cache = cacheOver()
    const reads = await Promise.all(Array.from({ length: 100 }, () => cache.read(KEY, request())))
    expect(database.loads).toBe(1)
    expect(reads.filter(({ collapsed }) => collapsed)).toHaveLength(99)
  })

  it('serves a value past its freshness at once and refreshes it in the background', async () => {
    const cache = cacheOver()
    await cache.read(KEY, request())
    nowMs += 1500
    database.version = 2
    expect(await cache.read(KEY, request())).toMatchObject({
      outcome: 'stale',
      ttlMs: -500,
      entry: { version: 1 },
    })
    await expect.poll(() => events.some(({ type }) => type === 'refresh')).toBe(true)
    expect(await cache.read(KEY, request())).toMatchObject({
      outcome: 'hit',
      entry: { version: 2 },
    })
    expect(database.loads).toBe(2)
  })

  it('goes on serving a stale value while the database is away', async () => {
    const cache = cacheOver()
    await cache.read(KEY, request())
    nowMs += 1500
    database.failing = true
    expect(await cache.read(KEY, request())).toMatchObject({ outcome: 'stale' })
    await expect.poll(() => events).toContainEqual({ type: 'refresh', outcome: 'failed' })
    expect(await cache.read(KEY, request())).toMatchObject({ outcome: 'stale' })
  })

  it('passes on the error of a load and gives its lease back', async () => {
    const cache = cacheOver()
    database.failing = true
    await expect(cache.read(KEY, request())).rejects.toThrow('down')
    database.failing = false
    expect(await cache.read(KEY, request())).toMatchObject({ outcome: 'miss', stored: true })
  })

  it('goes past the cache and renews it when asked to', async () => {
    const cache = cacheOver()
    await cache.read(KEY, request())
    database.version = 2
    expect(await cache.read(KEY, request({ refresh: true }))).toMatchObject({
      outcome: 'miss',
      entry: { version: 2 },
    })
    expect(await cache.read(KEY, request())).toMatchObject({
      outcome: 'hit',
      entry: { version: 2 },
    })
  })

  it('reads the database when the value under its key is no envelope', async () => {
    const cache = cacheOver({ get: () => Promise.resolve(Buffer.from('rubbish')) })
    expect(await cache.read(KEY, request())).toMatchObject({ entry: { version: 1 } })
  })

  it('reads the database itself when another process holds the lease for too long', async () => {
    const cache = cacheOver({ acquire: () => Promise.resolve<Acquired>({ outcome: 'wait' }) })
    expect(await cache.read(KEY, request())).toMatchObject({ outcome: 'bypass', stored: false })
    expect(nowMs - 1_000_000).toBeGreaterThanOrEqual(LIMITS.leaseWaitMs)
  })

  it('waits only briefly for a write under way', async () => {
    await tier.beginWrite([tierKeys('test:0', KEY)], { token: 'w', expiryMs: 60_000 })
    expect(await cacheOver().read(KEY, request())).toMatchObject({ outcome: 'bypass' })
    expect(nowMs - 1_000_000).toBeLessThan(2 * LIMITS.writerWaitMs + 32)
  })

  it('never shares a hit that was asked for before a write was acknowledged', async () => {
    // A reader's answer "hit, version 1" is on its way back while a write happens and is
    // acknowledged; a reader that arrives after that must not join the first.
    const reply = Promise.withResolvers<undefined>()
    const answered = Promise.withResolvers<undefined>()
    let asked = 0
    const cache = cacheOver({
      acquire: async (keys, acquire) => {
        if (asked++ > 0) return tier.acquire(keys, acquire)
        await cacheOver().read(KEY, request())
        const acquired = await tier.acquire(keys, acquire)
        answered.resolve(undefined)
        await reply.promise
        return acquired
      },
    })
    const early = cache.read(KEY, request())
    await answered.promise
    await cache.write([KEY], () => Promise.resolve((database.version = 2)))
    const late = cache.read(KEY, request())
    await nextTurn()
    reply.resolve(undefined)
    expect((await early).entry.version).toBe(1)
    expect((await late).entry.version).toBe(2)
  })

  it('reads the database when the cache is away, and counts it', async () => {
    const cache = cacheOver({ get: away, acquire: away })
    expect(await cache.read(KEY, request())).toMatchObject({
      outcome: 'bypass',
      entry: { version: 1 },
    })
    expect(events).toContainEqual({ type: 'tier_error', operation: 'get' })
  })

  it('answers with what it loaded when the fill fails', async () => {
    const cache = cacheOver({ fill: away })
    expect(await cache.read(KEY, request())).toMatchObject({ outcome: 'miss', stored: false })
    expect(events).toContainEqual({ type: 'fill', outcome: 'failed' })
  })
})

describe('a write', () => {
  it('makes the next read load again', async () => {
    const cache = cacheOver()
    await cache.read(KEY, request())
    await cache.write([KEY], () => Promise.resolve((database.version = 2)))
    expect(await cache.read(KEY, request())).toMatchObject({
      outcome: 'miss',
      entry: { version: 2 },
    })
  })

  it('lifts its fence when the database write fails', async () => {
    const cache = cacheOver()
    await expect(cache.write([KEY], () => Promise.reject(new Error('conflict')))).rejects.toThrow(
      'conflict',
    )
    expect(await cache.read(KEY, request())).toMatchObject({ outcome: 'miss', stored: true })
  })

  it('leaves its fence standing when nobody knows whether the database did it', async () => {
    const cache = cacheOver()
    const lost = Object.assign(new Error('connection lost'), { outcomeUnknown: true })
    await expect(cache.write([KEY], () => Promise.reject(lost))).rejects.toBe(lost)
    // The write may be done at any moment now: what is read before it must not be kept.
    expect(await cache.read(KEY, request())).toMatchObject({ outcome: 'bypass', stored: false })
    expect(events).toContainEqual({ type: 'fence', step: 'end', outcome: 'left' })
  })

  it('is refused before it begins when its fence cannot be set', async () => {
    const cache = cacheOver({ beginWrite: away })
    let ran = false
    const write = cache.write([KEY], () => Promise.resolve((ran = true)))
    await expect(write).rejects.toBeInstanceOf(CacheUnavailableError)
    expect(ran).toBe(false)
    expect(events).toContainEqual({ type: 'fence', step: 'begin', outcome: 'failed' })
  })

  it('tries again to lift a fence, and is over even when that fails', async () => {
    let attempts = 0
    const cache = cacheOver({ endWrite: () => (attempts++, away()) })
    expect(await cache.write([KEY], () => Promise.resolve('done'))).toBe('done')
    expect(attempts).toBe(3)
    expect(events).toContainEqual({ type: 'fence', step: 'end', outcome: 'failed' })
    // Nothing can be filled meanwhile: the fence still stands.
    expect(await cache.read(KEY, request())).toMatchObject({ outcome: 'bypass' })
  })

  it('fences every document it names', async () => {
    const other = { collection: 'movies', id: 'two' }
    const cache = cacheOver()
    await cache.read(KEY, request())
    await cache.read(other, request())
    await cache.purge([KEY, other])
    expect((await cache.read(KEY, request())).outcome).toBe('miss')
    expect((await cache.read(other, request())).outcome).toBe('miss')
  })
})
