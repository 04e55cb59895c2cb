import { describe, expect, it } from 'vitest'
import { CStoreClient } from './client.ts'
import type { Collection } from './collection.ts'
import { FakeServer, json, problem, socketError } from './test-support/fake-server.ts'

interface Movie {
  readonly title: string
  readonly year?: number
  readonly cast?: { readonly lead: string }
}

const BRAZIL = { id: 'brazil', title: 'Brazil', year: 1985 }

const document =
  (body: object, etag = '"1-a"') =>
  () =>
    json(body, {
      headers: { etag, 'cache-status': 'cstore; hit; ttl=9', 'server-timing': 'read;dur=0.42' },
    })

function clientOf(server: FakeServer, options: { rememberCharacters?: number } = {}): CStoreClient {
  return new CStoreClient({
    url: 'http://cstore.test',
    fetch: server.fetch,
    retries: 0,
    ...options,
  })
}

const moviesOf = (server: FakeServer, rememberCharacters = 0): Collection<Movie> =>
  clientOf(server, { rememberCharacters }).collection<Movie>('movies')

const notModified = () => new Response(null, { status: 304, headers: { etag: '"1-a"' } })
const missing = () => problem(404, 'CSTORE_STORE_DOCUMENT_NOT_FOUND')

describe('a read', () => {
  it('gives the document, its entity tag and what the cache did', async () => {
    const server = new FakeServer(document({ ...BRAZIL, _meta: { version: 3 } }))
    const found = await moviesOf(server).get('a/b ü', { meta: true, fields: ['title', 'year'] })
    expect(found).toEqual({
      notModified: false,
      document: { ...BRAZIL, _meta: { version: 3 } },
      etag: '"1-a"',
      version: 3,
      cacheStatus: 'cstore; hit; ttl=9',
      serverMs: 0.42,
    })
    expect(server.requests[0]?.path).toBe(
      '/collections/movies/documents/a%2Fb%20%C3%BC?fields=title%2Cyear&meta=true',
    )
  })

  it('gives null for no document, and fails for no collection', async () => {
    expect(await moviesOf(new FakeServer(missing)).get('x')).toBeNull()
    const nowhere = moviesOf(new FakeServer(() => problem(404, 'CSTORE_COLLECTION_NOT_FOUND')))
    await expect(nowhere.get('x')).rejects.toMatchObject({ isNotFound: true })
    await expect(nowhere.delete('x')).rejects.toMatchObject({ isNotFound: true })
  })

  it('says that nothing changed to a caller who asks for changes', async () => {
    const server = new FakeServer(notModified)
    const found = await moviesOf(server).get('brazil', { ifNoneMatch: '"1-a"' })
    expect(found).toEqual({ notModified: true, etag: '"1-a"', cacheStatus: null, serverMs: null })
    expect(server.requests[0]?.headers.get('if-none-match')).toBe('"1-a"')
  })

  it('can ask to pass the cache by', async () => {
    const server = new FakeServer(document(BRAZIL))
    await moviesOf(server).get('brazil', { fresh: true })
    expect(server.requests[0]?.headers.get('cache-control')).toBe('no-cache')
  })

  // URLs resolve dots away: a DELETE of `..` would be one of the collection.
  it.each(['', '.', '..', '\ud800'])('sends nothing for the id %j', async (id) => {
    const server = new FakeServer(document(BRAZIL))
    const movies = moviesOf(server)
    const calls = [() => movies.get(id), () => movies.delete(id), () => movies.purge(id)]
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({ code: 'CSTORE_CLIENT_ARGUMENT' })
    }
    expect(server.requests).toEqual([])
  })

  it.each(['', '..', 'a/b', '1a', 'a'.repeat(65)])('takes no collection named %j', (name) => {
    expect(() => clientOf(new FakeServer(missing)).collection(name)).toThrow(/^Expected the name/)
  })
})

it('a delete that may have been its own is no proof that there was nothing', async () => {
  const server = new FakeServer(() => socketError('ECONNRESET'), missing)
  const client = new CStoreClient({ url: 'http://x', fetch: server.fetch, retries: 1 })
  const deleted = client.collection('c').delete('a', { ifMatch: '"1-a"' })
  await expect(deleted).rejects.toMatchObject({ status: 404, mayHaveBeenDone: true })
})

describe('a client that remembers', () => {
  it('asks whether the document has changed, and answers from memory if not', async () => {
    const server = new FakeServer(
      document(BRAZIL),
      notModified,
      notModified,
      document(BRAZIL, '"2-b"'),
    )
    const movies = moviesOf(server, 1000)
    const first = await movies.get('brazil')
    const second = await movies.get('brazil')
    expect(second).toMatchObject({ notModified: false, document: BRAZIL, etag: '"1-a"' })
    // Whoever changes what they got changes nobody else's.
    Object(second).document.title = 'changed'
    expect((await movies.get('brazil'))?.document).toEqual(first?.document)
    expect((await movies.get('brazil'))?.etag).toBe('"2-b"')
    expect(server.requests.map(({ headers }) => headers.get('if-none-match'))).toEqual([
      null,
      '"1-a"',
      '"1-a"',
      '"1-a"',
    ])
  })

  it('keeps apart what was asked for differently', async () => {
    const server = new FakeServer(document(BRAZIL))
    const movies = moviesOf(server, 1000)
    await movies.get('brazil')
    await movies.get('brazil', { fields: ['year'] })
    await movies.get('other')
    expect(server.requests.map(({ headers }) => headers.get('if-none-match'))).toEqual([
      null,
      null,
      null,
    ])
  })

  it('answers each read with the document that it asked about', async () => {
    const gate = Promise.withResolvers<void>()
    const replies = new FakeServer(
      document(BRAZIL),
      notModified,
      document({ id: 'brazil', title: 'New' }, '"2-b"'),
    )
    const waiting: typeof fetch = async (input, init) => {
      const reply = await replies.fetch(input, init)
      if (reply.status === 304) await gate.promise
      return reply
    }
    const client = new CStoreClient({ url: 'http://x', fetch: waiting, rememberCharacters: 1000 })
    const movies = client.collection<Movie>('movies')
    await movies.get('brazil')
    const slow = movies.get('brazil')
    const quick = await movies.get('brazil')
    gate.resolve()
    expect([quick?.etag, (await slow)?.etag]).toEqual(['"2-b"', '"1-a"'])
    expect((await slow)?.document.title).toBe('Brazil')
  })

  it('forgets what is gone', async () => {
    const server = new FakeServer(document(BRAZIL), missing, document(BRAZIL))
    const movies = moviesOf(server, 1000)
    await movies.get('brazil')
    expect(await movies.get('brazil')).toBeNull()
    await movies.get('brazil')
    expect(server.requests[2]?.headers.get('if-none-match')).toBeNull()
  })
})

const page = (id: string, next: string | null) => () => json({ documents: [{ id }], next })

describe('many', () => {
  it('are asked for in requests as large as the server takes, each id once', async () => {
    const server = new FakeServer(() => json({ documents: [BRAZIL], missing: ['x'] }))
    const ids = Array.from({ length: 1001 }, (_, at) => `${at}`)
    const { documents, missing: none } = await moviesOf(server).getMany([...ids, ...ids])
    expect([documents.length, none.length]).toEqual([3, 3])
    const sent = server.requests.map(({ body }) => Object(JSON.parse(String(body))).ids)
    expect(sent.map((some) => some.length)).toEqual([500, 500, 1])
    expect(sent.flat()).toEqual(ids)
  })

  it('are walked through page after page', async () => {
    const server = new FakeServer(page('a', 'one'), page('b', 'two'), page('c', null))
    const query = { filter: { year: { $gte: 1980 } }, limit: 1 }
    const all: string[] = []
    for await (const { id } of moviesOf(server).documents(query)) all.push(id)
    expect(all).toEqual(['a', 'b', 'c'])
    expect(server.requests.map(({ body }) => JSON.parse(String(body)))).toEqual([
      query,
      { ...query, after: 'one' },
      { ...query, after: 'two' },
    ])
  })

  it('can be listed past the cache, and come with what the server says about the query', async () => {
    const headers = { 'cache-status': 'cstore; fwd=request', 'cstore-warning': 'no index' }
    const server = new FakeServer(() => json({ documents: [], next: null }, { headers }))
    expect(await moviesOf(server).list({}, { fresh: true })).toEqual({
      documents: [],
      next: null,
      cacheStatus: 'cstore; fwd=request',
      serverMs: null,
      warning: 'no index',
    })
    expect(server.requests[0]?.headers.get('cache-control')).toBe('no-cache')
  })

  it('are asked for no further than they are wanted', async () => {
    const server = new FakeServer(() =>
      json({ documents: [{ id: 'a' }, { id: 'b' }], next: 'more' }),
    )
    for await (const { id } of moviesOf(server).documents()) if (id === 'b') break
    expect(server.requests).toHaveLength(1)
  })
})

// What is repeated after a failure that leaves open whether it was done.
it.each([
  ['get', 'none', (one) => one.get('a')],
  ['getMany', 'none', (one) => one.getMany(['a'])],
  ['list', 'none', (one) => one.list()],
  ['documents', 'none', (one) => one.documents().next()],
  ['export', 'none', (one) => one.export().next()],
  ['create', 'once', (one) => one.create({ title: 'x' })],
  ['create with an id', 'repeatable', (one) => one.create({ id: 'a', title: 'x' })],
  ['create with a key', 'repeatable', (one) => one.create({ title: 'x' }, { idempotencyKey: 'k' })],
  ['put', 'once', (one) => one.put('a', { title: 'x' })],
  ['put if it matches', 'repeatable', (one) => one.put('a', { title: 'x' }, { ifMatch: '"1-a"' })],
  ['put if absent', 'repeatable', (one) => one.put('a', { title: 'x' }, { ifAbsent: true })],
  ['patch', 'once', (one) => one.patch('a', { cast: { lead: 'x' }, year: null })],
  ['patch if it matches', 'repeatable', (one) => one.patch('a', {}, { ifMatch: '"1-a"' })],
  ['jsonPatch', 'once', (one) => one.jsonPatch('a', [])],
  ['jsonPatch if it matches', 'repeatable', (one) => one.jsonPatch('a', [], { ifMatch: '*' })],
  ['delete', 'once', (one) => one.delete('a')],
  ['delete if it matches', 'repeatable', (one) => one.delete('a', { ifMatch: '"1-a"' })],
  ['purge', 'repeatable', (one) => one.purge()],
  ['import', 'once', (one) => one.import([{ title: 'x' }])],
  ['import in batches', 'repeatable', (one) => one.import([{ title: 'x' }], { streaming: false })],
] satisfies [string, string, (one: Collection<Movie>) => Promise<unknown>][])(
  'the effect of %s is %s',
  async (_name, effect, call) => {
    const server = new FakeServer(() => socketError('ECONNRESET'))
    const retrying = new CStoreClient({ url: 'http://x', fetch: server.fetch, retries: 1 })
    const error: unknown = await call(retrying.collection('movies')).catch((one: unknown) => one)
    expect(server.requests).toHaveLength(effect === 'once' ? 1 : 2)
    expect(error).toMatchObject({ mayHaveBeenDone: effect !== 'none' })
  },
)

it.each([
  [{}, {}],
  [{ ifMatch: '"1-a"' }, { 'if-match': '"1-a"' }],
  [{ ifAbsent: true }, { 'if-none-match': '*' }],
])('a change under %j sends %j', async (options, headers) => {
  const server = new FakeServer(document(BRAZIL))
  await moviesOf(server).put('a', BRAZIL, options)
  const sent = [...(server.requests[0]?.headers ?? [])].filter(([name]) => name.startsWith('if-'))
  expect(Object.fromEntries(sent)).toEqual(headers)
})
