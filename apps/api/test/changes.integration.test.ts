import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { follow, type FollowOptions, type Following, type SeenEvent } from './follow.ts'
import { ADMIN_KEY, testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

const MOVIES = '/api/v1/collections/movies'
const ONE = `${MOVIES}/documents/one`

let deployment: TestDeployment
let first: TestApi
let second: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  first = await deployment.start()
  second = await deployment.start()
  for (const name of ['movies', 'others']) {
    await first.request(`/api/v1/collections/${name}`, { method: 'PUT', body: {} })
  }
})
afterAll(() => deployment[Symbol.asyncDispose]())

const changes = (
  api: TestApi,
  options: Partial<FollowOptions> & { path?: string } = {},
): Promise<Following> =>
  follow(`${options.path ?? MOVIES}/changes`, { url: api.url, key: ADMIN_KEY, ...options })

const put = (api: TestApi, id: string, n: number) =>
  api.request(`${MOVIES}/documents/${id}`, { method: 'PUT', body: { n } })

const told = ({ data: { id, op, version } }: SeenEvent) => [id, op, version]

describe('the change feed', () => {
  it('tells of every write through any process, and says where from', async () => {
    await using feed = await changes(first)
    expect(feed.response.statusCode).toBe(200)
    expect(feed.response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cstore-feed': 'redis',
      'x-accel-buffering': 'no',
      'cache-control': 'no-cache, no-transform',
    })
    const created = await put(second, 'one', 1)
    await put(first, 'one', 2)
    await second.request(ONE, {
      method: 'PATCH',
      body: '{"n":3}',
      headers: { 'content-type': 'application/merge-patch+json' },
    })
    await first.request(ONE, { method: 'DELETE' })
    await feed.until(() => feed.changes.length === 4)
    expect(feed.changes.map(told)).toEqual([
      ['one', 'create', 1],
      ['one', 'replace', 2],
      ['one', 'update', 3],
      ['one', 'delete', undefined],
    ])
    expect(feed.changes[0]?.data['etag']).toBe(created.headers.get('etag'))
    expect(Date.parse(String(feed.changes[0]?.data['at']))).toBeGreaterThan(Date.now() - 60_000)
  })

  it('tells nothing of writes that changed nothing, of purges or of other collections', async () => {
    await put(first, 'there', 1)
    await using feed = await changes(first)
    await first.request('/api/v1/collections/others/documents', { body: { id: 'x' } })
    await first.request(`${MOVIES}/documents`, { body: { id: 'there' } })
    await first.request(`${MOVIES}/documents/there/purge`, { method: 'POST' })
    await first.request(`${MOVIES}/documents/nothing`, { method: 'DELETE' })
    await put(first, 'last', 1)
    await feed.until((events) => events.some(({ data }) => data['id'] === 'last'))
    expect(feed.changes.map(told)).toEqual([['last', 'create', 1]])
  })

  it('tells of every document of an import', async () => {
    await using feed = await changes(second)
    const lines = Array.from({ length: 700 }, (_, n) => `${JSON.stringify({ id: `i${n}`, n })}\n`)
    const sent = await first.request(`${MOVIES}/import?mode=insert`, {
      body: lines.join(''),
      headers: { 'content-type': 'application/x-ndjson' },
    })
    expect(await sent.text()).toContain('"inserted":700')
    await feed.until(() => feed.changes.length >= 700)
    expect(new Set(feed.changes.map(({ data }) => data['id'])).size).toBe(700)
    expect(
      new Set(feed.changes.map(({ data: { op, version } }) => `${String(op)} ${String(version)}`)),
    ).toEqual(new Set(['create 1']))
  })

  it('goes on where a client was, on another process, without loss or repetition', async () => {
    const seen: SeenEvent[] = []
    let after: string
    {
      await using feed = await changes(first)
      await put(first, 'resumed', 1)
      await feed.until(() => feed.changes.length === 1)
      seen.push(...feed.changes)
      after = feed.lastId
    }
    for (let n = 2; n <= 20; n++) await put(n % 2 === 0 ? first : second, 'resumed', n)
    await using again = await changes(second, { lastEventId: after })
    await again.until(() => again.changes.length >= 19)
    await put(first, 'resumed', 21)
    await again.until(() => again.changes.length >= 20)
    seen.push(...again.changes)
    expect(seen.map(({ data }) => data['version'])).toEqual(
      Array.from({ length: 21 }, (_, n) => n + 1),
    )
  })

  it('keeps the order of versions while processes race for a document', async () => {
    await put(first, 'raced', 1)
    await using feed = await changes(second)
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => put(n % 2 === 0 ? first : second, 'raced', n)),
    )
    const stored = await first.request(`${MOVIES}/documents/raced?meta=true`)
    const last = Number(Object(Object(await stored.json())['_meta']).version)
    await put(first, 'raced', 99)
    await feed.until(() => feed.changes.at(-1)?.data['version'] === last + 1)
    const versions = feed.changes.flatMap(({ data: { version } }) => version ?? [])
    expect(versions).toEqual([...versions].toSorted((one, other) => Number(one) - Number(other)))
    // Those that cannot be told in order are told as unknown: none is left out.
    expect(feed.changes).toHaveLength(last)
  })

  it('resets a client whose cursor means nothing here', async () => {
    const info = await changes(first)
    await info.until(() => info.lastId !== '')
    const [incarnation, epoch] = info.lastId.split('.')
    await info[Symbol.asyncDispose]()
    const cursors = ['nonsense', 'a.b.c', `${incarnation}.1.1-1`, `${incarnation}.${epoch}.1-1`]
    for (const lastEventId of [...cursors, `${incarnation}.${epoch}.9999999999999-0`]) {
      await using feed = await changes(first, { lastEventId })
      await feed.until((events) => events.length > 0)
      expect([lastEventId, feed.events[0]?.event]).toEqual([lastEventId, 'reset'])
      await put(second, 'after-reset', 1)
      await feed.until(() => feed.changes.length > 0)
    }
  })

  it('sends documents to those who ask', async () => {
    await using feed = await changes(first, { query: '?include=document' })
    await put(second, 'whole', 7)
    await feed.until(() => feed.changes.length === 1)
    expect(feed.changes[0]?.data['document']).toEqual({ id: 'whole', n: 7 })
    await second.request(`${MOVIES}/documents/whole`, { method: 'DELETE' })
    await feed.until(() => feed.changes.length === 2)
    expect(feed.changes[1]?.data).toMatchObject({ op: 'delete', document: null })
  })

  it('is open to those who may read the collection, for as long as they may', async () => {
    const key = async (collections: string[]) => {
      const made = await first.request('/api/v1/keys', {
        body: { name: 'k', role: 'reader', collections },
      })
      return { ...Object(await made.json()) }
    }
    expect((await changes(first, { key: null })).response.statusCode).toBe(401)
    const other = await key(['others'])
    expect((await changes(first, { key: other.key })).response.statusCode).toBe(403)
    const own = await key(['movies'])
    await using feed = await changes(first, { key: own.key })
    expect(feed.response.statusCode).toBe(200)
    await first.request(`/api/v1/keys/${own.id}`, { method: 'DELETE' })
    await feed.end
  })

  it('ends when the collection goes, and for one of the same name begins anew', async () => {
    const path = '/api/v1/collections/passing'
    await first.request(path, { method: 'PUT', body: { publicRead: true } })
    await using feed = await changes(second, { path, key: null })
    await first.request(`${path}/documents`, { body: { id: 'a' } })
    await feed.until(() => feed.changes.length === 1)
    await first.request(path, { method: 'DELETE' })
    await feed.end
    await first.request(path, { method: 'PUT', body: {} })
    await using again = await changes(first, { path, lastEventId: feed.lastId })
    await again.until((events) => events.length > 0)
    expect(again.events[0]?.event).toBe('reset')
  })
})
