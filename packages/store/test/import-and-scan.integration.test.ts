import { Double, Int32, ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import {
  DocumentExistsError,
  DocumentInvalidError,
  DocumentNotFoundError,
  DocumentTooLargeError,
} from '../src/index.ts'
import { json, openTestStore } from './test-store.ts'

describe('importMany', () => {
  it('inserts, and says for each document whether it did', async () => {
    const { store } = await openTestStore()
    const before = await store.documents.create('things', { a: 0 }, 'b')
    const results = await store.documents.importMany(
      'things',
      [
        { id: 'a', fields: { a: 1 } },
        { id: 'b', fields: { a: 1 } },
        { id: 'c', fields: { $bad: 1 } },
        { id: '~d', fields: {} },
        { id: '~n:01', fields: {}, mayBeForeign: true },
        { id: '~n:1', fields: {}, mayBeForeign: true },
        { id: 'a', fields: { a: 2 } },
        { id: 'e', fields: { id: 'e', a: 1 } },
      ],
      'insert',
    )
    expect(results).toMatchObject([
      { ok: true, created: true, version: 1 },
      { ok: false, error: expect.any(DocumentExistsError) },
      { ok: false, error: expect.any(DocumentInvalidError) },
      { ok: false, error: expect.any(DocumentInvalidError) },
      { ok: false, error: expect.any(DocumentInvalidError) },
      { ok: true, created: true },
      { ok: false, error: expect.any(DocumentExistsError) },
      { ok: true, created: true },
    ])
    expect(await store.documents.read({ collection: 'things', id: 'b' })).toEqual(before)
  })

  it('replaces, counting versions by one', async () => {
    const { store } = await openTestStore()
    await store.documents.create('things', { a: 0 }, 'b')
    const items = [
      { id: 'a', fields: { a: 1 } },
      { id: 'b', fields: { a: 1 } },
      { id: 'a', fields: { a: 2 } },
    ]
    expect(await store.documents.importMany('things', items, 'upsert')).toMatchObject([
      { ok: true, created: true, version: 1 },
      { ok: true, created: false, version: 2 },
      { ok: true, created: false, version: 2 },
    ])
    const found = await store.documents.readMany('things', ['a', 'b'])
    expect(found.get('a')).toMatchObject({ version: 2 })
    expect(found.get('b')).toMatchObject({ version: 2 })
    expect(json(found.get('a'))).toEqual({ id: 'a', a: 2 })
  })

  it('replaces only what is there when told to, in the order of the items', async () => {
    const { store } = await openTestStore()
    await store.documents.create('things', { a: 0 }, 'b')
    const items = [
      { id: 'a', fields: { a: 1 } },
      { id: 'b', fields: { a: 1 } },
      { id: 'b', fields: { a: 2 } },
      { id: 'b', fields: { $bad: 1 } },
    ]
    expect(await store.documents.importMany('things', items, 'replace')).toMatchObject([
      { ok: false, error: expect.any(DocumentNotFoundError) },
      { ok: true, created: false, version: 2 },
      { ok: true, created: false, version: 3 },
      { ok: false, error: expect.any(DocumentInvalidError) },
    ])
    const found = await store.documents.readMany('things', ['a', 'b'])
    expect([...found.values()].map(json)).toEqual([{ id: 'b', a: 2 }])
  })

  it('loses nothing against other writers', async () => {
    const { store } = await openTestStore()
    const items = Array.from({ length: 20 }, (_, at) => ({ id: `d${at}`, fields: { at } }))
    const runs = await Promise.all(
      Array.from({ length: 5 }, () => store.documents.importMany('things', items, 'upsert')),
    )
    expect(runs.flat().every(({ ok }) => ok)).toBe(true)
    expect(runs.flat().filter((result) => result.ok && result.created)).toHaveLength(20)
    const found = await store.documents.readMany(
      'things',
      items.map(({ id }) => id),
    )
    expect([...found.values()].map(({ version }) => version)).toEqual(items.map(() => 5))
  })

  it('names the fields of a violated unique index', async () => {
    const { store, db } = await openTestStore()
    await db.collection('things').createIndex({ mail: 1 }, { unique: true })
    const items = [
      { id: 'a', fields: { mail: 'm' } },
      { id: 'b', fields: { mail: 'm' } },
    ]
    const [first, second] = await store.documents.importMany('things', items, 'insert')
    expect(first).toMatchObject({ ok: true, created: true })
    expect(second).toMatchObject({ ok: false, error: { fields: ['mail'] } })
  })

  it('refuses what is too large for MongoDB, and only that', async () => {
    const { store } = await openTestStore()
    await store.documents.create('things', { a: 0 }, 'b')
    const large = { text: 'x'.repeat(17 * 1024 * 1024) }
    const tooLarge = { ok: false, error: expect.any(DocumentTooLargeError) }
    const items = [
      { id: 'a', fields: { a: 1 } },
      { id: 'b', fields: large },
      { id: 'c', fields: large },
      { id: 'd', fields: { a: 1 } },
    ]
    expect(await store.documents.importMany('things', items, 'upsert')).toMatchObject([
      { ok: true, created: true, version: 1 },
      tooLarge,
      tooLarge,
      { ok: true, created: true, version: 1 },
    ])
    expect(await store.documents.importMany('things', items, 'insert')).toMatchObject([
      { ok: false, error: expect.any(DocumentExistsError) },
      tooLarge,
      tooLarge,
      { ok: false, error: expect.any(DocumentExistsError) },
    ])
    const found = await store.documents.readMany('things', ['a', 'b', 'c', 'd'])
    expect(new Map([...found].map(([id, document]) => [id, json(document)]))).toEqual(
      new Map([
        ['a', { id: 'a', a: 1 }],
        ['b', { id: 'b', a: 0 }],
        ['d', { id: 'd', a: 1 }],
      ]),
    )
  })

  it('does nothing with nothing', async () => {
    const { store } = await openTestStore()
    expect(await store.documents.importMany('things', [], 'upsert')).toEqual([])
  })
})

describe('scan', () => {
  it('gives every document in order of its id, over types and batches, and goes on after any', async () => {
    const { store, db } = await openTestStore()
    const ids = [new Double(-1), new Int32(5), 'a', 'b', 'c', new ObjectId(hexOf(1)), true]
    await db.collection<{ _id: unknown }>('things').insertMany(ids.map((_id) => ({ _id })))
    const expected = ['~n:-1', '~n:5', 'a', 'b', 'c', `~oid:${hexOf(1)}`, ejsonId('true')]
    for (const batchSize of [1, 2, 3, 100]) {
      const scanned: string[] = []
      for await (const { id } of store.documents.scan('things', { batchSize })) scanned.push(id)
      expect(scanned).toEqual(expected)
    }
    for (const [at, after] of expected.entries()) {
      const rest: string[] = []
      for await (const { id } of store.documents.scan('things', { after })) rest.push(id)
      expect(rest).toEqual(expected.slice(at + 1))
    }
  })
})

function hexOf(number: number): string {
  return number.toString(16).padStart(24, '0')
}

function ejsonId(text: string): string {
  return `~ejson:${Buffer.from(text).toString('base64url')}`
}
