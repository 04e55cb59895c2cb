import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

const C = '/api/v1/collections/counters'
const D = `${C}/documents`
const NDJSON = { 'content-type': 'application/x-ndjson' }

let deployment: TestDeployment
let first: TestApi
let second: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  first = await deployment.start()
  second = await deployment.start()
  await first.request(C, { method: 'PUT', body: {} })
})
afterAll(() => deployment[Symbol.asyncDispose]())

const put = (api: TestApi, id: string, body: object) =>
  api.request(`${D}/${id}`, { method: 'PUT', body })
const list = (api: TestApi, query = '') => api.request(`${D}${query}`)
const status = async (response: Promise<Response>) => (await response).headers.get('cache-status')

async function ids(response: Promise<Response>): Promise<string[]> {
  const answer: unknown = await (await response).json()
  const documents: { id: string }[] = Object(answer).documents
  return documents.map(({ id }) => id)
}

async function largest(api: TestApi): Promise<number> {
  const answer: unknown = await (await list(api, '?sort=-n&limit=1')).json()
  return Number(Object(answer).documents[0].n)
}

describe('a page of a list', () => {
  it('is cached for all processes, and tells so', async () => {
    await put(first, 'one', { n: 1 })
    expect(await status(list(first))).toMatch(/^cstore; fwd=uri-miss; stored; ttl=\d+$/)
    expect(await status(list(first))).toMatch(/^cstore; hit; ttl=\d+$/)
    expect(await status(list(second))).toMatch(/^cstore; hit; ttl=\d+$/)
  })

  it('is the same whether the query is in the address or in the body', async () => {
    await list(first, '?sort=-n&limit=7&filter={"n":{"$gte":0}}')
    const inBody = first.request(`${C}/query`, {
      body: {
        sort: [{ field: 'n', order: 'desc' }],
        limit: 7,
        filter: { n: { $gte: 0 } },
        count: false,
      },
    })
    expect(await status(inBody)).toMatch(/^cstore; hit/)
  })

  it('is not taken for one of another query', async () => {
    const queries = ['', '?limit=1', '?sort=n', '?fields=n', '?count=true', '?meta=true']
    const filters = ['?filter={"n":{"$gte":1}}', '?filter={"n":{"$gte":"1"}}']
    await put(first, 'one', { n: 1 })
    const all = [...queries, ...filters]
    const served: (string | null)[] = []
    for (const query of all) served.push(await status(list(first, query)))
    expect(served.map((how) => how?.slice(0, 20))).toEqual(all.map(() => 'cstore; fwd=uri-miss'))
  })

  it('gives cursors that work on cached pages too', async () => {
    await put(first, 'two', { n: 2 })
    const pages = async (): Promise<unknown> => {
      const page: unknown = await (await list(first, '?sort=n&limit=1')).json()
      return (await list(first, `?sort=n&limit=1&after=${Object(page).next}`)).json()
    }
    const cold = await pages()
    expect(cold).toMatchObject({ documents: [{ id: 'two' }] })
    expect(await pages()).toEqual(cold)
  })

  it('passes the cache by for an authorised reader who asks for that', async () => {
    await list(first)
    const asked = { headers: { 'cache-control': 'no-cache' } }
    expect(await status(first.request(D, asked))).toMatch(/^cstore; fwd=request; stored/)
  })

  it.each([
    ['created', D, { method: 'POST', body: { id: 'made', n: 3 } }],
    ['replaced', `${D}/made`, { method: 'PUT', body: { n: 4 } }],
    ['deleted', `${D}/made`, { method: 'DELETE' }],
    ['imported', `${C}/import`, { body: '{"id":"made","n":5}', headers: NDJSON }],
    ['purged', `${D}/made/purge`, { method: 'POST' }],
  ] as const)('is read anew everywhere once a document was %s', async (_what, path, init) => {
    await list(second)
    expect((await first.request(path, init)).ok).toBe(true)
    expect(await status(list(second))).toMatch(/^cstore; fwd=uri-miss/)
  })

  it('shows every write to every process at once', async () => {
    for (let n = 10; n < 40; n++) {
      const [writer, reader] = n % 2 === 0 ? [first, second] : [second, first]
      await largest(reader)
      await put(writer, 'one', { n })
      expect([await largest(reader), await largest(writer)]).toEqual([n, n])
    }
  })

  it('never shows less than was acknowledged, while readers and a writer race', async () => {
    let acknowledged = 100
    await put(first, 'one', { n: acknowledged })
    const done = new AbortController()
    const violations: string[] = []
    const watch = async (api: TestApi): Promise<number> => {
      let reads = 0
      for (let last = 0; !done.signal.aborted; reads++) {
        const floor = Math.max(acknowledged, last)
        last = await largest(api)
        if (last < floor) violations.push(`saw ${last} after ${floor}`)
      }
      return reads
    }
    const watchers = [first, second, first, second].map(watch)
    for (let n = 101; n <= 250; n++) {
      await put(n % 2 === 0 ? first : second, 'one', { n })
      acknowledged = n
    }
    done.abort()
    const reads = await Promise.all(watchers)
    expect(Math.min(...reads)).toBeGreaterThan(0)
    expect(violations).toEqual([])
  })

  it('is not one of a collection that was deleted and made again', async () => {
    expect(await ids(list(second))).not.toEqual([])
    await first.request(C, { method: 'DELETE' })
    await first.request(C, { method: 'PUT', body: {} })
    expect(await ids(list(first))).toEqual([])
    // The other process hears of the new one a moment later.
    await expect.poll(async () => (await list(second)).status).toBe(200)
    expect(await ids(list(second))).toEqual([])
  })

  it('is not cached where the collection says so', async () => {
    await first.request(C, { method: 'PUT', body: { cache: { listTtlMs: 0 } } })
    await list(first)
    expect(await status(list(first))).toBe('cstore; fwd=bypass')
  })
})
