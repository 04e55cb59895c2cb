import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DocumentKey } from './cache-key.ts'
import type { CacheRead, ReadRequest } from './document-cache.ts'
import type { CacheEntry } from './envelope.ts'
import { readMany } from './read-many.ts'

const POLICY = { ttlMs: 1000, staleMs: 0, negativeTtlMs: 1000 }
const keys = ['a', 'b', 'c', 'd'].map((id) => ({ collection: 'c', id }))

const entry = (id: string): CacheEntry => ({
  kind: 'document',
  version: 1,
  createdAtMs: 0,
  updatedAtMs: 0,
  etag: '"1"',
  body: Buffer.from(id),
})
const answer = (found: CacheEntry, outcome: CacheRead['outcome']): CacheRead => ({
  entry: found,
  outcome,
  collapsed: false,
  stored: outcome === 'miss',
  ttlMs: 1000,
})

type Behaviour = (key: DocumentKey, request: ReadRequest) => Promise<CacheRead>

const missing: Behaviour = async (_key, { load }) => answer(await load(), 'miss')
const cached: Behaviour = ({ id }) => Promise.resolve(answer(entry(`cached ${id}`), 'hit'))

let queries: string[][]

const loadMany = (wanted: readonly DocumentKey[]): Promise<CacheEntry[]> => {
  queries.push(wanted.map(({ id }) => id))
  return Promise.resolve(wanted.map(({ id }) => entry(id)))
}
/** Documents by id; the others are missing. */
const read = (behaviours: Record<string, Behaviour> = {}) =>
  readMany({ read: (key, request) => (behaviours[key.id] ?? missing)(key, request) }, keys, {
    policy: POLICY,
    loadMany,
  })
const bodies = (reads: readonly CacheRead[]): string[] =>
  reads.map(({ entry: { body } }) => body.toString())

beforeEach(() => {
  vi.useFakeTimers()
  queries = []
})
afterEach(() => vi.useRealTimers())

describe('many documents at once', () => {
  it('load what is missing in one query, and come in the order asked for', async () => {
    expect(bodies(await read({ b: cached }))).toEqual(['a', 'cached b', 'c', 'd'])
    expect(queries).toEqual([['a', 'c', 'd']])
  })

  it('ask no database when all are cached', async () => {
    await read({ a: cached, b: cached, c: cached, d: cached })
    expect(queries).toEqual([])
  })

  it('wait for those whose lease takes longer, for a moment', async () => {
    await read({
      c: async (key, request) => {
        await vi.advanceTimersByTimeAsync(2)
        return missing(key, request)
      },
    })
    expect(queries).toEqual([['a', 'b', 'd', 'c']])
  })

  it('are not held up by one that waits for another process', async () => {
    const held = Promise.withResolvers<CacheRead>()
    const all = read({ c: () => held.promise })
    await vi.advanceTimersByTimeAsync(25)
    expect(queries).toEqual([['a', 'b', 'd']])
    held.resolve(answer(entry('from the other'), 'hit'))
    expect(bodies(await all)).toEqual(['a', 'b', 'from the other', 'd'])
  })

  it('load late ones in a query of their own', async () => {
    const held = Promise.withResolvers<void>()
    const all = read({
      c: async (key, request) => {
        await held.promise
        return missing(key, request)
      },
    })
    await vi.advanceTimersByTimeAsync(25)
    held.resolve()
    expect(bodies(await all)).toEqual(['a', 'b', 'c', 'd'])
    expect(queries).toEqual([['a', 'b', 'd'], ['c']])
  })

  it('refresh in the background together', async () => {
    const refreshed: Promise<CacheEntry>[] = []
    const stale: Behaviour = ({ id }, { load }) => {
      refreshed.push(Promise.resolve().then(load))
      return Promise.resolve(answer(entry(`old ${id}`), 'stale'))
    }
    await read({ a: stale, b: stale, c: stale, d: stale })
    await vi.advanceTimersByTimeAsync(25)
    expect(await Promise.all(refreshed)).toHaveLength(4)
    expect(queries).toEqual([['a', 'b', 'c', 'd']])
  })

  it('fail together when the database does', async () => {
    const failing = { policy: POLICY, loadMany: () => Promise.reject(new Error('down')) }
    await expect(readMany({ read: missing }, keys, failing)).rejects.toThrow('down')
  })

  it('take nothing from a database that answers too little', async () => {
    const short = { policy: POLICY, loadMany: () => Promise.resolve([entry('a')]) }
    await expect(readMany({ read: missing }, keys, short)).rejects.toThrow('one entry per key')
  })
})
