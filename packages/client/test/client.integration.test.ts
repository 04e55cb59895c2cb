import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CStoreClient, CStoreError, type Collection } from '../src/index.ts'
import { ADMIN_KEY, LossyProxy, startServer, type RunningServer } from './start-server.ts'

interface Movie {
  readonly title: string
  readonly year?: number
  readonly genres?: readonly string[]
}

let server: RunningServer
let client: CStoreClient
let movies: Collection<Movie>
let names = 0

beforeAll(async () => {
  server = await startServer()
  client = new CStoreClient({ url: server.url, key: ADMIN_KEY })
})
afterAll(() => server[Symbol.asyncDispose]())

/** A collection of its own. */
async function freshCollection(): Promise<Collection<Movie>> {
  const name = `movies-${++names}`
  await client.putSettings(name, { publicRead: true })
  return client.collection<Movie>(name)
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

async function failure(promise: Promise<unknown>): Promise<CStoreError> {
  const error: unknown = await promise.catch((reason: unknown) => reason)
  if (error instanceof CStoreError) return error
  throw new Error('Expected a CStoreError.', { cause: error })
}

const numbered = (count: number): { id: string; title: string; year: number }[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `m-${String(at).padStart(6, '0')}`,
    title: 'x'.repeat(200),
    year: at,
  }))

describe('documents', () => {
  beforeAll(async () => {
    movies = await freshCollection()
  })

  it('are created, read, replaced, patched and deleted', async () => {
    const made = await movies.create({ id: 'brazil', title: 'Brazil', year: 1984 })
    expect(made).toMatchObject({ created: true, document: { id: 'brazil', year: 1984 } })
    const read = await movies.get('brazil', { meta: true })
    expect(read).toMatchObject({ etag: made.etag, version: 1, document: made.document })
    expect(read?.cacheStatus).toMatch(/^cstore; /)
    expect((await movies.get('brazil'))?.cacheStatus).toMatch(/^cstore; hit/)
    const patched = await movies.patch('brazil', { year: 1985 }, { ifMatch: made.etag })
    expect(patched.document).toEqual({ id: 'brazil', title: 'Brazil', year: 1985 })
    const operations = [{ op: 'add' as const, path: '/genres', value: ['Satire'] }]
    expect((await movies.jsonPatch('brazil', operations)).document.genres).toEqual(['Satire'])
    expect(await movies.put('brazil', { title: 'New' })).toMatchObject({ created: false })
    expect((await movies.get('brazil', { fields: ['year'] }))?.document).toEqual({ id: 'brazil' })
    await movies.purge('brazil')
    expect((await movies.get('brazil'))?.cacheStatus).toContain('uri-miss')
    await movies.purge()
    expect((await movies.get('brazil'))?.cacheStatus).toContain('uri-miss')
    expect(await movies.delete('brazil')).toBe(true)
    expect(await movies.delete('brazil')).toBe(false)
    expect(await movies.get('brazil')).toBeNull()
  })

  it('may have any id', async () => {
    const id = 'a/b?c#d%20 ü 🎬 \\'
    await movies.put(id, { title: 'x' })
    expect((await movies.get(id))?.document.id).toBe(id)
    expect((await movies.getMany([id, 'none'])).missing).toEqual(['none'])
  })

  it('tell conflicts apart from mistakes', async () => {
    const { etag } = await movies.put('one', { title: 'one' }, { ifAbsent: true })
    expect(await failure(movies.create({ id: 'one', title: 'x' }))).toMatchObject({
      code: 'CSTORE_STORE_DOCUMENT_EXISTS',
      isConflict: true,
      mayHaveBeenDone: false,
    })
    await movies.patch('one', { title: 'two' })
    const stale = await failure(movies.put('one', { title: 'x' }, { ifMatch: etag }))
    expect([stale.status, stale.isConflict]).toEqual([412, true])
    expect(await failure(movies.delete('one', { ifMatch: etag }))).toMatchObject({ status: 412 })
    const wrong = await failure(movies.list({ filter: { $where: '1' } }))
    expect(wrong).toMatchObject({ status: 400, isConflict: false })
    expect(wrong.errors.length).toBeGreaterThan(0)
    expect(wrong.requestId).toBeDefined()
  })

  it('are transferred again only when they have changed', async () => {
    const remembering = new CStoreClient({
      url: server.url,
      key: ADMIN_KEY,
      rememberCharacters: 1e6,
    })
    const same = remembering.collection<Movie>(movies.name)
    const { etag } = await movies.put('kept', { title: 'kept' })
    expect(await same.get('kept')).toMatchObject({ etag })
    const again = await same.get('kept')
    expect(again).toMatchObject({ etag, document: { id: 'kept', title: 'kept' } })
    // Asking whether it changed does not pass the server's cache by.
    expect(again?.cacheStatus).toMatch(/^cstore; hit/)
    expect(await movies.get('kept', { ifNoneMatch: etag })).toMatchObject({ notModified: true })
    await movies.put('kept', { title: 'changed' })
    expect((await same.get('kept'))?.document.title).toBe('changed')
  })

  it('are read by anyone where that is allowed, and by nobody with a wrong key', async () => {
    const anyone = new CStoreClient({ url: server.url }).collection<Movie>(movies.name)
    expect(await anyone.get('none')).toBeNull()
    expect(await failure(anyone.put('x', { title: 'x' }))).toMatchObject({ status: 401 })
    const other = new CStoreClient({ url: server.url, key: 'wrong' }).collection(movies.name)
    expect(await failure(other.get('none'))).toMatchObject({ code: 'CSTORE_ACCESS_KEY_INVALID' })
  })
})

describe('many documents', () => {
  const documents = numbered(3000)
  beforeAll(async () => {
    movies = await freshCollection()
    await movies.import(documents)
  })

  it.each([true, false])(
    'are imported with a result per line (streaming: %s)',
    async (streaming) => {
      const some = await freshCollection()
      async function* source(): AsyncGenerator<Movie & { id: string }> {
        yield* documents.slice(0, 1200)
        yield Object({ id: 'bad', title: 'x', _cstore: 1 })
        yield* documents.slice(0, 3)
      }
      const result = await some.import(source(), { streaming })
      expect(result).toMatchObject({ inserted: 1200, replaced: 3, failed: 1, lastLine: 1204 })
      expect(result.errors).toMatchObject([{ line: 1201, id: 'bad' }])
      expect(await all(some.export())).toEqual(documents.slice(0, 1200))
    },
  )

  it('are imported and exported as text, to the last digit', async () => {
    const some = await freshCollection()
    const texts = ['{"id":"a","n":1.0e2}', '{"id":"b","n":12345678901234567890}', 'no']
    const { inserted, errors } = await some.import(texts, { streaming: false })
    expect([inserted, errors.map(({ line }) => line)]).toEqual([1, [2, 3]])
    expect(await all(some.exportLines())).toEqual(['{"id":"a","n":100}'])
  })

  it('are exported as they were imported', async () => {
    expect(await all(movies.export())).toEqual(documents)
  })

  it('need not be exported to the end', async () => {
    for await (const { year } of movies.export()) if (year === 10) break
    const controller = new AbortController()
    const exporting = movies.export({ signal: controller.signal })
    await exporting.next()
    controller.abort('enough')
    await expect(all(exporting)).rejects.toBe('enough')
  })

  it('are listed past the cache when that is asked for', async () => {
    await movies.list()
    expect((await movies.list()).cacheStatus).toMatch(/^cstore; hit/)
    const { cacheStatus } = await movies.list({}, { fresh: true })
    expect(cacheStatus).toMatch(/^cstore; fwd=request/)
  })

  it('are walked through by filter and order', async () => {
    const query = {
      filter: { year: { $lt: 250 } },
      sort: [{ field: 'year', order: 'desc' as const }],
    }
    const found = await all(movies.documents({ ...query, fields: ['year'], limit: 100 }))
    expect(found).toEqual(
      documents
        .slice(0, 250)
        .toReversed()
        .map(({ id, year }) => ({ id, year })),
    )
    const page = await movies.list({ ...query, limit: 10, count: true })
    expect(page).toMatchObject({ count: 250, next: expect.any(String) })
    expect(page.cacheStatus).toMatch(/^cstore; /)
    expect(page.serverMs).toBeGreaterThanOrEqual(0)
    expect(page.warning).toMatch(/index/)
  })

  it('are read by their ids', async () => {
    const ids = documents.slice(0, 1100).map(({ id }) => id)
    const { documents: found, missing } = await movies.getMany([...ids, 'none'])
    expect(found).toEqual(documents.slice(0, 1100))
    expect(missing).toEqual(['none'])
  })
})

describe('an answer that is lost', () => {
  let proxy: LossyProxy
  let lossy: Collection<Movie>
  beforeAll(async () => {
    movies = await freshCollection()
    proxy = await LossyProxy.start(server.url)
    lossy = new CStoreClient({ url: proxy.url, key: ADMIN_KEY }).collection<Movie>(movies.name)
  })
  afterAll(() => proxy[Symbol.asyncDispose]())

  it('is asked for again when reading', async () => {
    await movies.put('a', { title: 'a' })
    proxy.losses = 2
    expect((await lossy.get('a'))?.document.title).toBe('a')
  })

  it('leaves a write done once, and says so', async () => {
    const { etag } = await movies.put('b', { title: 'b', year: 1 })
    proxy.losses = 1
    const error = await failure(lossy.put('b', { title: 'b', year: 2 }, { ifMatch: etag }))
    expect(error).toMatchObject({ status: 412, mayHaveBeenDone: true })
    expect(await movies.get('b', { meta: true })).toMatchObject({
      version: 2,
      document: { year: 2 },
    })
  })

  it('is not asked for again when that would make two documents', async () => {
    proxy.losses = 1
    const sent = proxy.seen.length
    const error = await failure(lossy.create({ title: 'c', year: 77 }))
    expect(error).toMatchObject({ code: 'CSTORE_CLIENT_NETWORK', mayHaveBeenDone: true })
    expect(proxy.seen.length).toBe(sent + 1)
    expect((await movies.list({ filter: { year: 77 } })).documents).toHaveLength(1)
  })

  it('is asked for again where the server knows the request again', async () => {
    proxy.losses = 2
    const { document } = await lossy.create({ title: 'd', year: 78 }, { idempotencyKey: 'key-78' })
    expect((await movies.list({ filter: { year: 78 } })).documents).toEqual([document])
  })

  it('doubles nothing of an import in batches', async () => {
    const some = await freshCollection()
    const unreliable = new CStoreClient({ url: proxy.url, key: ADMIN_KEY })
    proxy.losses = 1
    const documents = Array.from({ length: 700 }, (_, year) => ({ title: 'x', year }))
    await unreliable.collection<Movie>(some.name).import(documents, { streaming: false })
    const found = await all(some.export())
    expect(found.map(({ year }) => year).toSorted((a = 0, b = 0) => a - b)).toEqual(
      documents.map(({ year }) => year),
    )
  })
})

describe('administration', () => {
  it('makes, shows and deletes collections', async () => {
    const info = await client.putSettings('albums', { cache: { ttlMs: 1000 } })
    expect(info).toMatchObject({ name: 'albums', settings: { cache: { ttlMs: 1000 } } })
    expect((await client.collections()).map(({ name }) => name)).toContain('albums')
    expect(await client.settings('albums')).toMatchObject({ settings: info.settings })
    await client.deleteCollection('albums')
    expect(await failure(client.settings('albums'))).toMatchObject({ isNotFound: true })
  })

  it('says which documents violate a schema', async () => {
    const songs = await freshCollection()
    await songs.put('a', { title: 'x', year: 1 })
    const schema = { properties: { year: { minimum: 2 } } }
    expect(await client.validate(songs.name, { schema })).toEqual({
      checked: 1,
      invalid: [{ id: 'a', errors: [{ pointer: '/year', detail: expect.any(String) }] }],
      next: null,
    })
    const none = await failure(client.validate(songs.name))
    expect(none.code).toBe('CSTORE_SCHEMA_INVALID')
  })

  it('says how the server is, to those without a key too', async () => {
    const stranger = new CStoreClient({ url: server.url })
    expect(await stranger.health()).toMatchObject({ status: 'ok', checks: { mongodb: 'ok' } })
  })

  it('makes keys that work until they are revoked', async () => {
    const some = await freshCollection()
    const made = await client.keys.create({ name: 'website', role: 'writer' })
    const writer = new CStoreClient({ url: server.url, key: made.key }).collection<Movie>(some.name)
    expect(await writer.put('a', { title: 'a' })).toMatchObject({ created: true })
    expect((await client.keys.list()).map(({ id }) => id)).toContain(made.id)
    const rotated = await client.keys.rotate(made.id)
    expect(await failure(writer.get('a'))).toMatchObject({ status: 401 })
    const again = new CStoreClient({ url: server.url, key: rotated.key })
    expect(await again.collection(some.name).get('a')).not.toBeNull()
    await client.keys.revoke(made.id)
    expect(await failure(again.collection(some.name).put('a', {}))).toMatchObject({
      status: 401,
    })
  })
})

describe('a server that is not there', () => {
  it('is told in one sentence, and nothing was done', async () => {
    const gone = await LossyProxy.start(server.url)
    await gone[Symbol.asyncDispose]()
    const nobody = new CStoreClient({ url: gone.url, retries: 1 })
    expect(await failure(nobody.collection('c').create({ a: 1 }))).toMatchObject({
      code: 'CSTORE_CLIENT_NETWORK',
      status: 0,
      mayHaveBeenDone: false,
    })
  })
})
