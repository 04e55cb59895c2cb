import type { CollectionSettings } from '@cstore/contracts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CollectionDeletingError, connectStore, DocumentExistsError } from '../src/index.ts'
import { deleteCollection, errorOf, MAX_TIME_MS, openTestStore } from './test-store.ts'

const settings: CollectionSettings = {
  schema: { $schema: 'https://json-schema.org/draft/2020-12/schema', properties: { 'a.b': {} } },
  cache: { ttlMs: 1, staleMs: 2, negativeTtlMs: 3, listTtlMs: 4, near: false },
  publicRead: true,
  indexes: [],
}

const withIndexes = (...indexes: CollectionSettings['indexes']): CollectionSettings => ({
  ...settings,
  indexes,
})

function byName<T extends { readonly name: string }>(named: readonly T[]): T[] {
  return named.toSorted((left, right) => (left.name < right.name ? -1 : 1))
}

describe('settings of collections', () => {
  it('are stored and read back, and the collection is there', async () => {
    const { store, db } = await openTestStore({ now: () => 1000 })
    expect(await store.collections.find('movies')).toBeNull()
    expect(await store.collections.put('movies', settings)).toEqual({ created: true })
    const stored = await store.collections.find('movies')
    expect(stored).toEqual({
      name: 'movies',
      settings,
      incarnation: expect.any(String),
      deleting: false,
      updatedAtMs: 1000,
    })
    await store.collections.put('books', settings)
    const all = await store.collections.all()
    expect(all.map(({ name }) => name)).toEqual(['books', 'movies'])
    const names = await db.listCollections({}, { nameOnly: true }).toArray()
    expect(names.map(({ name }) => name)).toContain('movies')
  })

  it('are replaced as a whole, keeping the incarnation', async () => {
    const { store } = await openTestStore()
    await store.collections.put('movies', settings)
    const before = await store.collections.find('movies')
    const { schema: _schema, ...others } = settings
    expect(await store.collections.put('movies', others)).toEqual({ created: false })
    expect(await store.collections.find('movies')).toMatchObject({
      settings: others,
      incarnation: before?.incarnation,
    })
  })

  it('stay the same object as long as nobody changes them, so that what is made of them can be kept', async () => {
    const { store } = await openTestStore()
    const settingsOf = async (name: string) =>
      (await store.collections.all()).find((one) => one.name === name)?.settings
    await store.collections.put('movies', settings)
    await store.collections.put('books', settings)
    const [movies, books] = [await settingsOf('movies'), await settingsOf('books')]
    await store.collections.put('books', { ...settings, publicRead: false })
    expect(await settingsOf('movies')).toBe(movies)
    expect(await settingsOf('books')).not.toBe(books)
    await store.collections.put('books', settings)
    expect(await settingsOf('books')).toEqual(books)
  })

  it('can be given to a collection that another program made', async () => {
    const { store, db } = await openTestStore()
    await db.collection('movies').insertOne({ a: 1 })
    expect(await store.collections.find('movies')).toBeNull()
    expect(await store.collections.markDeleted('movies')).toBeNull()
    expect(await store.collections.drop('movies', 'x')).toBe(false)
    expect(await db.collection('movies').countDocuments()).toBe(1)
    expect(await store.collections.put('movies', settings)).toEqual({ created: true })
    expect(await db.collection('movies').countDocuments()).toBe(1)
  })

  it('go with the collection, which has another incarnation when made again', async () => {
    const { store } = await openTestStore()
    await store.collections.put('movies', settings)
    const before = await store.collections.find('movies')
    await store.documents.create('movies', {}, 'x')
    expect(await deleteCollection(store, 'movies')).toBe(true)
    expect(await deleteCollection(store, 'movies')).toBe(false)
    expect(await store.collections.find('movies')).toBeNull()
    expect(await store.documents.read({ collection: 'movies', id: 'x' })).toBeNull()
    await store.collections.put('movies', settings)
    expect((await store.collections.find('movies'))?.incarnation).not.toBe(before?.incarnation)
  })

  it('tell that the collection is about to go, and cannot be put again until it is gone', async () => {
    const { store } = await openTestStore()
    expect(await store.collections.markDeleted('movies')).toBeNull()
    await store.collections.put('movies', settings)
    await store.documents.create('movies', {}, 'x')
    const before = await store.collections.find('movies')
    expect(await store.collections.markDeleted('movies')).toBe(before?.incarnation)
    expect(await store.collections.find('movies')).toMatchObject({ deleting: true })
    const refused = await errorOf(() => store.collections.put('movies', settings))
    expect(refused).toBeInstanceOf(CollectionDeletingError)
    expect(await store.collections.find('movies')).toEqual({ ...before, deleting: true })
    expect(await deleteCollection(store, 'movies')).toBe(true)
    expect(await store.collections.put('movies', settings)).toEqual({ created: true })
    expect(await store.documents.read({ collection: 'movies', id: 'x' })).toBeNull()
  })

  it('go only when they were marked, and only as the incarnation that was', async () => {
    const { store } = await openTestStore()
    await store.collections.put('movies', settings)
    const first = (await store.collections.find('movies'))?.incarnation ?? ''
    expect(await store.collections.drop('movies', first)).toBe(false)
    await deleteCollection(store, 'movies')
    await store.collections.put('movies', settings)
    await store.documents.create('movies', {}, 'x')
    await store.collections.markDeleted('movies')
    expect(await store.collections.drop('movies', first)).toBe(false)
    expect(await store.documents.read({ collection: 'movies', id: 'x' })).not.toBeNull()
  })

  it('are created once by many at the same time', async () => {
    const { store } = await openTestStore()
    const puts = await Promise.all(
      Array.from({ length: 8 }, () => store.collections.put('movies', settings)),
    )
    expect(puts.filter(({ created }) => created)).toHaveLength(1)
  })
})

describe('indexes', () => {
  it('are built in the background and told of', async () => {
    const { store, db } = await openTestStore()
    await store.collections.put(
      'movies',
      withIndexes({ fields: { year: -1, title: 1 } }, { fields: { isbn: 1 }, unique: true }),
    )
    await store.collections.indexesSettled()
    expect(byName(await store.collections.indexes('movies'))).toEqual([
      { name: '_id_', fields: { id: 1 }, unique: true, state: 'ready' },
      { name: 'cstore_isbn_1_unique', fields: { isbn: 1 }, unique: true, state: 'ready' },
      {
        name: 'cstore_year_-1_title_1',
        fields: { year: -1, title: 1 },
        unique: false,
        state: 'ready',
      },
    ])
    const made = await db.collection('movies').listIndexes().toArray()
    expect(made.map(({ key }) => key)).toContainEqual({ year: -1, title: 1, _id: 1 })
  })

  it('go when the settings no longer name them, and those of others stay', async () => {
    const { store, db } = await openTestStore()
    await store.collections.put('movies', withIndexes({ fields: { year: 1 } }))
    await store.collections.indexesSettled()
    await db.collection('movies').createIndex({ theirs: 1 }, { name: 'theirs' })
    await store.collections.put('movies', withIndexes({ fields: { title: 1 } }))
    await store.collections.indexesSettled()
    const states = byName(await store.collections.indexes('movies'))
    expect(states.map(({ name }) => name)).toEqual(['_id_', 'cstore_title_1', 'theirs'])
  })

  it('say why they could not be built, without the values, and are built once they can be', async () => {
    const { store } = await openTestStore()
    await store.documents.create('movies', { isbn: 'secret' }, 'a')
    await store.documents.create('movies', { isbn: 'secret' }, 'b')
    const unique = withIndexes({ fields: { isbn: 1 }, unique: true })
    await store.collections.put('movies', unique)
    await store.collections.indexesSettled()
    const [, failed] = await store.collections.indexes('movies')
    expect(failed).toMatchObject({ name: 'cstore_isbn_1_unique', state: 'failed' })
    expect(failed?.problem).toMatch(/same values/)
    expect(failed?.problem).not.toContain('secret')
    await store.documents.remove({ collection: 'movies', id: 'b' }, { kind: 'none' })
    await store.collections.put('movies', unique)
    await store.collections.indexesSettled()
    expect(await store.collections.indexes('movies')).toMatchObject([{}, { state: 'ready' }])
  })

  it('that cannot be built hold up nobody who starts, and are told of there as well', async () => {
    const { store, uri, database } = await openTestStore()
    for (const id of ['a', 'b']) await store.documents.create('movies', { isbn: 1 }, id)
    await store.collections.put('movies', withIndexes({ fields: { isbn: 1 }, unique: true }))
    const options = { uri, database, maxTimeMs: MAX_TIME_MS, connectTimeoutMs: 5000 }
    const starting = await connectStore(options)
    onTestFinished(() => starting.close())
    expect(await starting.documents.read({ collection: 'movies', id: 'a' })).not.toBeNull()
    // Asked for the first time, it tries anew.
    await starting.collections.indexes('movies')
    await starting.collections.indexesSettled()
    expect(byName(await starting.collections.indexes('movies'))).toMatchObject([
      { name: '_id_', state: 'ready' },
      { name: 'cstore_isbn_1_unique', state: 'failed', problem: expect.any(String) },
    ])
  })

  it('are not built where an index of another program does the same', async () => {
    const { store, db } = await openTestStore()
    await db.collection('movies').createIndex({ isbn: 1 }, { name: 'theirs', unique: true })
    await store.collections.put('movies', withIndexes({ fields: { isbn: 1 }, unique: true }))
    await store.collections.indexesSettled()
    expect(byName(await store.collections.indexes('movies'))).toEqual([
      { name: '_id_', fields: { id: 1 }, unique: true, state: 'ready' },
      { name: 'theirs', fields: { isbn: 1 }, unique: true, state: 'ready' },
    ])
  })

  it('are none for a collection that is not there', async () => {
    const { store } = await openTestStore()
    expect(await store.collections.indexes('nope')).toEqual([])
  })
})

describe('keys', () => {
  const key = {
    id: 'k1',
    name: 'website',
    role: 'reader',
    collections: ['movies'],
    secretHash: Buffer.alloc(32, 7),
    createdAtMs: 1000,
  } as const

  it('are stored, found, listed and removed', async () => {
    const { store } = await openTestStore()
    const { collections: _collections, ...everywhere } = { ...key, id: 'k0' }
    await store.keys.insert(key)
    await store.keys.insert(everywhere)
    expect(await store.keys.find('k1')).toEqual(key)
    expect(await store.keys.all()).toEqual([everywhere, key])
    expect(await errorOf(() => store.keys.insert(key))).toBeInstanceOf(DocumentExistsError)
    expect(await store.keys.remove('k1')).toBe(true)
    expect(await store.keys.remove('k1')).toBe(false)
    expect(await store.keys.find('k1')).toBeNull()
  })

  it('change their secret for whoever saw the present one', async () => {
    const { store } = await openTestStore()
    const former = { secretHash: key.secretHash, validUntilMs: 3000 }
    const rotated = {
      ...key,
      secretHash: Buffer.alloc(32, 8),
      rotatedAtMs: 2000,
      expiresAtMs: 6000,
      former,
    }
    await store.keys.insert(key)
    expect(await store.keys.replace(key, rotated)).toBe(true)
    expect(await store.keys.find('k1')).toEqual(rotated)
    expect(await store.keys.replace(key, rotated)).toBe(false)
    expect(await store.keys.replace(rotated, key)).toBe(true)
    expect(await store.keys.find('k1')).toEqual(key)
    expect(await store.keys.replace({ ...key, id: 'k2' }, rotated)).toBe(false)
  })
})

describe('the deployment', () => {
  it('has one identity and one cursor secret, however many instances start at once', async () => {
    const { store, uri, database } = await openTestStore()
    for (const id of ['a', 'b', 'c']) await store.documents.create('things', {}, id)
    const options = { uri, database, maxTimeMs: MAX_TIME_MS, connectTimeoutMs: 5000 }
    const others = await Promise.all(Array.from({ length: 5 }, () => connectStore(options)))
    try {
      const { next } = await store.documents.list('things', { limit: 1 })
      for (const other of others) {
        expect(other.instanceId).toBe(store.instanceId)
        const page = await other.documents.list('things', { limit: 1, after: next ?? '' })
        expect(page.documents.map(({ id }) => id)).toEqual(['b'])
      }
    } finally {
      await Promise.all(others.map((other) => other.close()))
    }
  })
})
