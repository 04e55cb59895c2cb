import { describe, expect, it } from 'vitest'
import { PreconditionFailedError } from '../src/index.ts'
import { json, openTestStore } from './test-store.ts'

const none = { kind: 'none' } as const
const ifMatch = (...etags: string[]) => ({ kind: 'if-match', etags }) as const
const x = { collection: 'things', id: 'x' }

function increment(fields: Record<string, unknown>): Record<string, unknown> {
  return { ...fields, count: Number(fields['count']) + 1 }
}

describe('concurrent writers', () => {
  it('has exactly one winner for each version', async () => {
    const { store } = await openTestStore()
    let { etag } = await store.documents.create('things', { round: 0 }, 'x')
    for (let round = 1; round <= 5; round += 1) {
      const condition = ifMatch(etag)
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, (_, writer) =>
          writer % 2 === 0
            ? store.documents.replace(x, { round, writer }, condition).then((done) => done.document)
            : store.documents.update(x, (fields) => ({ ...fields, round, writer }), condition),
        ),
      )
      const winners = results.filter((result) => result.status === 'fulfilled')
      const losers = results.filter((result) => result.status === 'rejected')
      expect(winners).toHaveLength(1)
      expect(losers.every(({ reason }) => reason instanceof PreconditionFailedError)).toBe(true)
      const current = await store.documents.read(x)
      expect(current).toEqual(winners[0]?.value)
      expect(current?.version).toBe(round + 1)
      etag = current?.etag ?? ''
    }
  })

  it('loses no increment', async () => {
    const { store } = await openTestStore()
    await store.documents.create('things', { count: 0 }, 'x')
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        for (let turn = 0; turn < 5; turn += 1) await store.documents.update(x, increment, none)
      }),
    )
    const after = await store.documents.read(x)
    expect(json(after)).toEqual({ id: 'x', count: 100 })
    expect(after?.version).toBe(101)
  })

  it('creates once, and counts every unconditional replacement', async () => {
    const { store } = await openTestStore()
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, writer) => store.documents.replace(x, { writer }, none)),
    )
    expect(results.filter(({ created }) => created)).toHaveLength(1)
    const versions = results.map(({ document }) => document.version)
    expect(versions.toSorted((left, right) => left - right)).toEqual(
      Array.from({ length: 20 }, (_, at) => at + 1),
    )
  })

  it('lets one of many creators and one of many removers win', async () => {
    const { store } = await openTestStore()
    const creations = await Promise.allSettled(
      Array.from({ length: 20 }, () => store.documents.create('things', {}, 'x')),
    )
    expect(creations.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const removals = await Promise.all(
      Array.from({ length: 20 }, () => store.documents.remove(x, none)),
    )
    expect(removals.filter(Boolean)).toHaveLength(1)
  })
})
