import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

const ONE = '/api/v1/collections/counters/documents/one'

let deployment: TestDeployment
let first: TestApi
let second: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  first = await deployment.start()
  second = await deployment.start()
  await first.request('/api/v1/collections/counters', { method: 'PUT', body: {} })
})
afterAll(() => deployment[Symbol.asyncDispose]())

const put = (api: TestApi, n: number) => api.request(ONE, { method: 'PUT', body: { n } })
const read = async (api: TestApi): Promise<number> => {
  const document: unknown = await (await api.request(ONE)).json()
  return Number(Object(document).n)
}

describe('two API processes over one MongoDB and one Redis', () => {
  it('share what is cached', async () => {
    await put(first, 0)
    await first.request(ONE)
    expect((await second.request(ONE)).headers.get('cache-status')).toMatch(/^cstore; hit/)
  })

  it('both read a write at once', async () => {
    for (let n = 1; n <= 50; n++) {
      const [writer, reader] = n % 2 === 0 ? [first, second] : [second, first]
      await read(reader)
      await put(writer, n)
      expect([await read(reader), await read(writer)]).toEqual([n, n])
    }
  })

  it('never give back less than was acknowledged, while readers and a writer race', async () => {
    let acknowledged = 0
    const done = new AbortController()
    await put(first, 0)
    const violations: string[] = []
    const watch = async (api: TestApi): Promise<void> => {
      let last = 0
      while (!done.signal.aborted) {
        const floor = Math.max(acknowledged, last)
        const seen = await read(api)
        if (seen < floor) violations.push(`read ${seen} after ${floor}`)
        last = seen
      }
    }
    const watchers = [first, second, first, second].map(watch)
    for (let n = 1; n <= 150; n++) {
      await put(n % 2 === 0 ? first : second, n)
      acknowledged = n
    }
    done.abort()
    await Promise.all(watchers)
    expect(violations).toEqual([])
  })

  it('stop serving a deleted collection everywhere before the deletion is acknowledged', async () => {
    await put(first, 1)
    await read(second)
    const removed = await first.request('/api/v1/collections/counters', { method: 'DELETE' })
    expect(removed.status).toBe(204)
    expect((await second.request(ONE)).status).toBe(404)
    await second.request('/api/v1/collections/counters', { method: 'PUT', body: {} })
    const afterwards = await first.request(ONE)
    expect(await afterwards.json()).toMatchObject({ code: 'CSTORE_STORE_DOCUMENT_NOT_FOUND' })
  })
})
