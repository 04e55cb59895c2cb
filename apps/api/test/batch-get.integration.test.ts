import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

const C = '/api/v1/collections/movies'
const D = `${C}/documents`

let deployment: TestDeployment
let first: TestApi
let second: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  first = await deployment.start()
  second = await deployment.start()
  await first.request(C, { method: 'PUT', body: { publicRead: true } })
  for (const id of ['a', 'b', 'c']) {
    await first.request(`${D}/${id}`, { method: 'PUT', body: { title: id.toUpperCase(), n: 0 } })
  }
})
afterAll(() => deployment[Symbol.asyncDispose]())

const batchGet = (api: TestApi, body: object, as?: string | null) =>
  api.request(`${C}/batch-get`, { body, ...(as === undefined ? {} : { as }) })

const status = async (ids: string[]) =>
  (await batchGet(second, { ids })).headers.get('cache-status')

describe('many documents by id', () => {
  it('come in the order asked for, and those that are not there are named', async () => {
    const response = await batchGet(first, { ids: ['c', 'none', 'a', '~oid:nonsense', 'b'] })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      documents: [
        { id: 'c', title: 'C', n: 0 },
        { id: 'a', title: 'A', n: 0 },
        { id: 'b', title: 'B', n: 0 },
      ],
      missing: ['none', '~oid:nonsense'],
    })
  })

  it('show chosen fields and versions', async () => {
    const response = await batchGet(first, { ids: ['a'], fields: ['title'], meta: true })
    expect(await response.json()).toEqual({
      documents: [
        {
          id: 'a',
          title: 'A',
          _meta: { version: 1, createdAt: expect.any(String), updatedAt: expect.any(String) },
        },
      ],
      missing: [],
    })
  })

  it('share the cache with single reads, and tell how they were served', async () => {
    await first.request(`${C}/documents/a/purge`, { method: 'POST' })
    await first.request(`${C}/documents/b/purge`, { method: 'POST' })
    expect(await status(['a'])).toBe('cstore; fwd=uri-miss')
    expect(await status(['a', 'b'])).toBe('cstore; fwd=partial; detail="1 of 2 hit"')
    expect(await status(['a', 'b'])).toBe('cstore; hit')
    const single = await first.request(`${D}/b`)
    expect(single.headers.get('cache-status')).toMatch(/^cstore; hit/)
  })

  it('remember what is not there, until it is', async () => {
    await batchGet(first, { ids: ['later'] })
    await second.request(`${D}/later`, { method: 'PUT', body: { n: 1 } })
    const response = await batchGet(first, { ids: ['later'] })
    expect(await response.json()).toEqual({ documents: [{ id: 'later', n: 1 }], missing: [] })
  })

  it('can be read without a key where the collection can', async () => {
    expect((await batchGet(first, { ids: ['a'] }, null)).status).toBe(200)
  })

  it('are never older than what was acknowledged, while readers and a writer race', async () => {
    let acknowledged = 0
    const done = new AbortController()
    const violations: string[] = []
    const watch = async (api: TestApi): Promise<void> => {
      while (!done.signal.aborted) {
        const floor = acknowledged
        const answer: unknown = await (await batchGet(api, { ids: ['a', 'b', 'c'] })).json()
        const documents: { n: number }[] = Object(answer).documents
        const seen = Math.min(...documents.map(({ n }) => n))
        if (seen < floor) violations.push(`saw ${seen} after ${floor}`)
      }
    }
    const watchers = [first, second].map(watch)
    for (let n = 1; n <= 50; n++) {
      const writers = ['a', 'b', 'c'].map((id, index) =>
        (index === n % 3 ? first : second).request(`${D}/${id}`, { method: 'PUT', body: { n } }),
      )
      await Promise.all(writers)
      acknowledged = n
    }
    done.abort()
    await Promise.all(watchers)
    expect(violations).toEqual([])
  })
})
