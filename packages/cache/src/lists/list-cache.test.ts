import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { CacheEvent } from '../cache-events.ts'
import { listKeys } from '../cache-key.ts'
import { singleProcess } from '../epoch/epochs.ts'
import { MemoryTier } from '../tiers/memory-tier.ts'
import { ListCache, type ListCacheDependencies } from './list-cache.ts'

const KEY = { collection: 'movies', page: 'first' }
const keys = listKeys('test:0', 'movies', 'first')

let nowMs: number
let tier: MemoryTier
let events: CacheEvent[]
let lists: ListCache
let database: { text: string; loads: number }

function cache(more: Partial<ListCacheDependencies> = {}): ListCache {
  return new ListCache({
    tier,
    clock: { now: () => nowMs },
    random: () => 0.5,
    namespace: 'test',
    epochs: singleProcess,
    emit: (event) => events.push(event),
    ...more,
  })
}

beforeEach(() => {
  nowMs = 1_000_000
  tier = new MemoryTier({ maxBytes: 10_000_000, now: () => nowMs })
  events = []
  lists = cache()
  database = { text: '[]', loads: 0 }
})

const load = (): Promise<Buffer> => {
  database.loads++
  return Promise.resolve(Buffer.from(database.text))
}
const read = (more: { ttlMs?: number; refresh?: boolean } = {}, of = lists) =>
  of.read(KEY, { ttlMs: 1000, load, ...more })

const down = (): Promise<never> => Promise.reject(new Error('down'))
const away = (): Promise<never> => Promise.reject(new Error('Command timed out'))

async function write(text: string): Promise<void> {
  await tier.beginListWrite(keys, { token: 'w', expiryMs: 1000 })
  database.text = text
  await tier.endListWrite(keys, 'w')
}

describe('a page', () => {
  it('is loaded once and then served as it was stored', async () => {
    database.text = '[1]'
    expect(await read()).toEqual({
      body: Buffer.from('[1]'),
      outcome: 'miss',
      collapsed: false,
      stored: true,
      ttlMs: 1000,
    })
    nowMs += 400
    expect(await read()).toMatchObject({ body: Buffer.from('[1]'), outcome: 'hit', ttlMs: 600 })
    expect(database.loads).toBe(1)
  })

  it('is loaded anew after any write to its collection', async () => {
    await read()
    await write('[2]')
    expect(await read()).toMatchObject({ body: Buffer.from('[2]'), outcome: 'miss' })
  })

  it('is loaded anew when its time is over', async () => {
    await read()
    nowMs += 1001
    expect(await read()).toMatchObject({ outcome: 'miss' })
  })

  it('is loaded and stored anew when asked for', async () => {
    await read()
    database.text = '[of another program]'
    expect(await read({ refresh: true })).toMatchObject({ outcome: 'miss', stored: true })
    expect(await read()).toMatchObject({ outcome: 'hit', body: Buffer.from(database.text) })
  })

  it('is not cached with a time of 0', async () => {
    expect(await read({ ttlMs: 0 })).toMatchObject({ outcome: 'bypass', stored: false })
    expect(await read()).toMatchObject({ outcome: 'miss' })
  })

  it('is not read from a cache that is closed, or of an epoch that cannot be confirmed', async () => {
    await read()
    const ground = { epoch: '0', server: 'memory', verified: false }
    for (const unsure of [null, ground]) {
      const past = cache({ epochs: { forRead: () => unsure } })
      expect(await read({}, past)).toMatchObject({ outcome: 'bypass', stored: false })
    }
  })

  it('is not read from a tier other than that of its epoch', async () => {
    await read()
    const elsewhere = { epoch: '0', server: 'one that restarted', verified: true }
    const past = cache({ epochs: { forRead: () => elsewhere } })
    expect(await read({}, past)).toMatchObject({ outcome: 'bypass', stored: false })
  })

  it('is not found under another epoch', async () => {
    await read()
    const next = { epoch: '1', server: 'memory', verified: true }
    expect(await read({}, cache({ epochs: { forRead: () => next } }))).toMatchObject({
      outcome: 'miss',
    })
  })

  it('is not stored while a write is under way', async () => {
    await tier.beginListWrite(keys, { token: 'w', expiryMs: 1000 })
    expect(await read()).toMatchObject({ outcome: 'bypass', stored: false })
    await tier.endListWrite(keys, 'w')
    expect(await read()).toMatchObject({ outcome: 'miss', stored: true })
  })

  it('is served but not stored when a write began during its load', async () => {
    const during = await lists.read(KEY, {
      ttlMs: 1000,
      load: async () => {
        const body = await load()
        await write('[2]')
        return body
      },
    })
    expect(during).toMatchObject({ body: Buffer.from('[]'), outcome: 'miss', stored: false })
    expect(await read()).toMatchObject({ body: Buffer.from('[2]'), outcome: 'miss' })
  })

  it('is served but not stored above 1 MiB', async () => {
    database.text = 'x'.repeat(1_048_577)
    expect(await read()).toMatchObject({ outcome: 'miss', stored: false })
    expect(events).toContainEqual({ type: 'list_fill', outcome: 'too_large' })
    expect(await read()).toMatchObject({ outcome: 'miss' })
  })

  it('is read from the database when the tier is away', async () => {
    vi.spyOn(tier, 'getPage').mockImplementation(away)
    vi.spyOn(tier, 'beginPage').mockImplementation(away)
    expect(await read()).toMatchObject({ outcome: 'bypass', stored: false })
    expect(events).toEqual([
      { type: 'tier_error', operation: 'get_page' },
      { type: 'tier_error', operation: 'begin_page' },
      { type: 'list_read', outcome: 'bypass', collapsed: false },
    ])
  })

  it('is served when it could not be stored', async () => {
    vi.spyOn(tier, 'fillPage').mockImplementation(away)
    expect(await read()).toMatchObject({ outcome: 'miss', stored: false })
    expect(events).toContainEqual({ type: 'list_fill', outcome: 'failed' })
  })

  it('is not there for a query of another name or another collection', async () => {
    await read()
    for (const other of [
      { ...KEY, page: 'second' },
      { ...KEY, collection: 'actors' },
    ]) {
      expect(await lists.read(other, { ttlMs: 1000, load })).toMatchObject({ outcome: 'miss' })
    }
  })
})

describe('readers at once', () => {
  it('share one load', async () => {
    const reads = await Promise.all([read(), read(), read()])
    expect(reads.map(({ collapsed }) => collapsed)).toEqual([false, true, true])
    expect(database.loads).toBe(1)
  })

  it('share a load past the cache that began after they came', async () => {
    await Promise.all(Array.from({ length: 20 }, () => read({ ttlMs: 0 })))
    expect(database.loads).toBe(2)
  })

  it('share a failure, and the next one tries again', async () => {
    const reads = [1, 2].map(() => lists.read(KEY, { ttlMs: 1000, load: down }))
    expect((await Promise.allSettled(reads)).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
    ])
    expect(await read()).toMatchObject({ outcome: 'miss' })
  })

  it('never share a load from before a write that was acknowledged when they came', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    const slow = lists.read(KEY, {
      ttlMs: 1000,
      load: async () => {
        const body = await load()
        await held
        return body
      },
    })
    await expect.poll(() => database.loads).toBe(1)
    await write('[2]')
    const late = read()
    release()
    expect(await slow).toMatchObject({ body: Buffer.from('[]'), stored: false })
    expect(await late).toMatchObject({ body: Buffer.from('[2]'), collapsed: false })
  })
})
