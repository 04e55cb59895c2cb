import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

const C = '/api/v1/collections/movies'

interface Page {
  readonly documents: readonly Record<string, unknown>[]
  readonly next: string | null
  readonly count?: number
}

let deployment: TestDeployment
let api: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  await api.request(C, { method: 'PUT', body: { indexes: [{ fields: { year: 1 } }] } })
  const lines = Array.from({ length: 250 }, (_, index) =>
    JSON.stringify({ id: `m${index}`, year: 1950 + (index % 50), title: `Movie ${index % 7}` }),
  )
  await api.request(`${C}/import`, {
    body: lines.join('\n'),
    headers: { 'content-type': 'application/x-ndjson' },
  })
})
afterAll(() => deployment[Symbol.asyncDispose]())

function pageOf(answer: unknown): Page {
  expect(answer).toMatchObject({ documents: expect.any(Array) })
  const page: Page = Object(answer)
  return page
}

async function list(query: Record<string, string>): Promise<Page> {
  const response = await api.request(`${C}/documents?${new URLSearchParams(query).toString()}`)
  expect(response.status).toBe(200)
  return pageOf(await response.json())
}

async function allPages(query: Record<string, string>): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = []
  let after: string | null = ''
  while (after !== null) {
    const page: Page = await list({ ...query, ...(after === '' ? {} : { after }) })
    rows.push(...page.documents)
    after = page.next
  }
  return rows
}

describe('a list', () => {
  it('is filtered, sorted and cut', async () => {
    const page = await list({
      filter: '{"year":{"$gte":1990},"title":{"$in":["Movie 1","Movie 2"]}}',
      sort: '-year,title',
      limit: '3',
    })
    expect(page.documents.map(({ year }) => year)).toEqual([1999, 1999, 1998])
    expect(page.next).toEqual(expect.any(String))
  })

  it('comes in 50 documents unless told otherwise', async () => {
    expect((await list({})).documents).toHaveLength(50)
  })

  it('gives every document once over its pages', async () => {
    const rows = await allPages({ sort: 'title,-year', limit: '7' })
    expect(rows).toHaveLength(250)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(250)
    const order = rows.map(({ title, year }) => `${String(title)} ${9999 - Number(year)}`)
    expect(order).toEqual(order.toSorted())
  })

  it('counts when asked, and only then', async () => {
    expect((await list({ filter: '{"year":1950}' })).count).toBeUndefined()
    expect((await list({ filter: '{"year":1950}', count: 'true', limit: '1' })).count).toBe(5)
  })

  it('shows chosen fields and versions', async () => {
    const { documents } = await list({ fields: 'year', meta: 'true', limit: '1', sort: 'year' })
    expect(documents[0]).toEqual({
      id: expect.any(String),
      year: 1950,
      _meta: { version: 1, createdAt: expect.any(String), updatedAt: expect.any(String) },
    })
  })

  it('is the same with the query in the body', async () => {
    const response = await api.request(`${C}/query`, {
      body: { filter: { year: 1950 }, sort: [{ field: 'title', order: 'desc' }], limit: 2 },
    })
    const inUrl = await list({ filter: '{"year":1950}', sort: '-title', limit: '2' })
    expect(pageOf(await response.json()).documents).toEqual(inUrl.documents)
  })

  it('does not take a cursor to another query', async () => {
    const { next } = await list({ sort: 'year', limit: '1' })
    const response = await api.request(`${C}/documents?sort=title&after=${String(next)}`)
    expect(await response.json()).toMatchObject({ code: 'CSTORE_STORE_CURSOR_INVALID' })
  })
})

describe('a query that no index serves', () => {
  it('is answered with a warning, a hit too', async () => {
    const path = `${C}/documents?filter=${encodeURIComponent('{"title":"Movie 1"}')}`
    for (const status of [/fwd=/, /hit/]) {
      const response = await api.request(path)
      expect(response.headers.get('cache-status')).toMatch(status)
      expect(response.headers.get('cstore-warning')).toBe('no index serves this query')
    }
    const metrics = await (await api.request('/metrics')).text()
    expect(metrics).toMatch(/^cstore_list_unindexed_total [1-9]/m)
  })

  it('is told from one that an index serves', async () => {
    const served = await api.request(`${C}/query`, {
      body: { filter: { year: { $gte: 1990 } }, sort: [{ field: 'year' }] },
    })
    expect([served.status, served.headers.get('cstore-warning')]).toEqual([200, null])
    const unserved = await api.request(`${C}/query`, { body: { sort: [{ field: 'title' }] } })
    expect(unserved.headers.get('cstore-warning')).toBe('no index serves this query')
  })
})

it('chooses nested fields in lists, single reads and batches alike', async () => {
  const body = { a: { b: 1, c: 2 }, list: [{ x: 1, y: 2 }, 3], 1: 'one', other: true }
  await api.request('/api/v1/collections/nested', { method: 'PUT', body: {} })
  const path = '/api/v1/collections/nested'
  await api.request(`${path}/documents/n`, { method: 'PUT', body })
  const fields = 'a.b,list.y,1,none.at.all'
  const expected = '{"id":"n","1":"one","a":{"b":1},"list":[{"y":2}]}'
  const one = await api.request(`${path}/documents/n?fields=${fields}`)
  expect(await one.text()).toBe(expected)
  const page = await api.request(`${path}/documents?fields=${fields}`)
  expect(await page.text()).toContain(`[${expected}]`)
  const batch = await api.request(`${path}/batch-get`, {
    body: { ids: ['n'], fields: fields.split(',') },
  })
  expect(await batch.text()).toContain(`[${expected}]`)
})
