import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

const DOCUMENTS = '/api/v1/collections/movies/documents'
const MERGE = { 'content-type': 'application/merge-patch+json' }

let deployment: TestDeployment
let api: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
})
afterAll(() => deployment[Symbol.asyncDispose]())
beforeEach(async () => {
  await api.request('/api/v1/collections/movies', { method: 'PUT', body: {} })
  for (const id of ['brazil', 'alien']) {
    await api.request(`${DOCUMENTS}/${id}`, { method: 'DELETE' })
  }
})

const put = (id: string, body: object, headers: Record<string, string> = {}) =>
  api.request(`${DOCUMENTS}/${id}`, { method: 'PUT', body, headers })

const etagOf = (response: Response): string => response.headers.get('etag') ?? ''
const cacheStatus = (response: Response): string => response.headers.get('cache-status') ?? ''

describe('a document', () => {
  it('is created by PUT, with its address and entity tag', async () => {
    const created = await put('brazil', { title: 'Brazil', year: 1985 })
    expect(created.status).toBe(201)
    expect(created.headers.get('location')).toBe(`${DOCUMENTS}/brazil`)
    expect(etagOf(created)).toMatch(/^"1-[\w-]{16}"$/)
    expect(await created.json()).toEqual({ id: 'brazil', title: 'Brazil', year: 1985 })
  })

  it('gets an id from the server when it brings none', async () => {
    const created = await api.request(DOCUMENTS, { body: { title: 'Alien' } })
    const location = created.headers.get('location') ?? ''
    expect(location).toMatch(/\/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f-]{17}$/)
    expect(await (await api.request(location)).json()).toMatchObject({ title: 'Alien' })
  })

  it('is not created twice by POST', async () => {
    await put('brazil', { title: 'Brazil' })
    const again = await api.request(DOCUMENTS, { body: { id: 'brazil', title: 'Other' } })
    expect(again.status).toBe(409)
    expect(await (await api.request(`${DOCUMENTS}/brazil`)).json()).toMatchObject({
      title: 'Brazil',
    })
  })

  it('keeps its fields in order and any valid id reachable', async () => {
    const id = 'a/b c%?#ü~'
    const body = { z: 1, a: { y: 1, b: [1, 'two', null] } }
    await api.request(`${DOCUMENTS}/${encodeURIComponent(id)}`, { method: 'PUT', body })
    const read = await api.request(`${DOCUMENTS}/${encodeURIComponent(id)}`)
    expect(await read.text()).toBe(JSON.stringify({ id, ...body }))
  })

  it('is patched by merge', async () => {
    await put('brazil', { title: 'Brazil', year: 1984, cast: { lead: 'Pryce', other: 'De Niro' } })
    const patched = await api.request(`${DOCUMENTS}/brazil`, {
      method: 'PATCH',
      headers: MERGE,
      body: { year: 1985, cast: { other: null } },
    })
    expect(patched.status).toBe(200)
    expect(await patched.json()).toEqual({
      id: 'brazil',
      title: 'Brazil',
      year: 1985,
      cast: { lead: 'Pryce' },
    })
    expect(etagOf(patched)).toMatch(/^"2-/)
  })

  it('is deleted, and deleting what is not there says so', async () => {
    await put('brazil', {})
    const remove = () => api.request(`${DOCUMENTS}/brazil`, { method: 'DELETE' })
    expect((await remove()).status).toBe(204)
    expect((await api.request(`${DOCUMENTS}/brazil`)).status).toBe(404)
    expect((await remove()).status).toBe(404)
  })

  it('shows version and times on request, and chosen fields', async () => {
    await put('brazil', { title: 'Brazil', year: 1985 })
    const read = await api.request(`${DOCUMENTS}/brazil?meta=true&fields=year`)
    expect(await read.json()).toEqual({
      id: 'brazil',
      year: 1985,
      _meta: {
        version: 1,
        createdAt: expect.stringMatching(/^\d{4}-/),
        updatedAt: expect.stringMatching(/^\d{4}-/),
      },
    })
  })

  it('carries other BSON types as Extended JSON', async () => {
    const body = {
      at: { $date: '2026-01-02T03:04:05.678Z' },
      ref: { $oid: '0123456789abcdef01234567' },
    }
    await put('brazil', body)
    expect(await (await api.request(`${DOCUMENTS}/brazil`)).json()).toEqual({
      id: 'brazil',
      ...body,
    })
  })
})

describe('a cached read', () => {
  it('is a hit the second time', async () => {
    await put('brazil', { title: 'Brazil' })
    const first = await api.request(`${DOCUMENTS}/brazil`)
    expect(cacheStatus(first)).toMatch(/^cstore; fwd=uri-miss; stored; ttl=\d+$/)
    const second = await api.request(`${DOCUMENTS}/brazil`)
    expect(cacheStatus(second)).toMatch(/^cstore; hit; ttl=\d+$/)
    expect(second.headers.get('server-timing')).toMatch(/^read;dur=[\d.]+$/)
    expect(await second.text()).toBe(await first.text())
  })

  it('remembers that there is nothing, until there is', async () => {
    await api.request(`${DOCUMENTS}/brazil`)
    const absent = await api.request(`${DOCUMENTS}/brazil`)
    expect(absent.status).toBe(404)
    expect(cacheStatus(absent)).toMatch(/^cstore; hit/)
    await put('brazil', { title: 'Brazil' })
    expect((await api.request(`${DOCUMENTS}/brazil`)).status).toBe(200)
  })

  it('is 304 when the client has it already', async () => {
    const etag = etagOf(await put('brazil', { title: 'Brazil' }))
    await api.request(`${DOCUMENTS}/brazil`)
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const read = await api.request(`${DOCUMENTS}/brazil`, { headers: { 'if-none-match': known } })
      expect([read.status, etagOf(read), await read.text()]).toEqual([304, etag, ''])
      // A length other than that of the 200 would keep clients waiting (RFC 9110 §8.6).
      expect([read.headers.get('content-length'), read.headers.get('content-type')]).toEqual([
        null,
        null,
      ])
      expect(cacheStatus(read)).toMatch(/^cstore; hit/)
    }
    const other = await api.request(`${DOCUMENTS}/brazil`, { headers: { 'if-none-match': '"x"' } })
    expect(other.status).toBe(200)
  })

  it('is never 304 by its date, which two writes of one second share', async () => {
    await put('brazil', { n: 1 })
    const date = (await api.request(`${DOCUMENTS}/brazil`)).headers.get('last-modified') ?? ''
    await put('brazil', { n: 2 })
    const read = await api.request(`${DOCUMENTS}/brazil`, {
      headers: { 'if-modified-since': date },
    })
    expect([read.status, await read.json()]).toEqual([200, { id: 'brazil', n: 2 }])
  })

  it('answers HEAD like GET, without a body', async () => {
    await put('brazil', { title: 'Brazil' })
    const read = await api.request(`${DOCUMENTS}/brazil`)
    const head = await api.request(`${DOCUMENTS}/brazil`, { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(await head.text()).toBe('')
    for (const name of ['etag', 'content-type', 'content-length', 'last-modified']) {
      expect(head.headers.get(name)).toBe(read.headers.get(name))
    }
  })

  it('passes the cache by when a client with a key asks for no-cache', async () => {
    await put('brazil', { title: 'Brazil' })
    await api.request(`${DOCUMENTS}/brazil`)
    const fresh = await api.request(`${DOCUMENTS}/brazil`, {
      headers: { 'cache-control': 'no-cache' },
    })
    expect(cacheStatus(fresh)).toMatch(/^cstore; fwd=request; stored/)
  })

  it('is forgotten by a purge', async () => {
    await put('brazil', { title: 'Brazil' })
    await api.request(`${DOCUMENTS}/brazil`)
    expect((await api.request(`${DOCUMENTS}/brazil/purge`, { method: 'POST' })).status).toBe(204)
    expect(cacheStatus(await api.request(`${DOCUMENTS}/brazil`))).toMatch(/fwd=uri-miss/)
  })
})

describe('a precondition', () => {
  it('lets a write through only for the version it names', async () => {
    const first = etagOf(await put('brazil', { n: 1 }))
    const second = etagOf(await put('brazil', { n: 2 }, { 'if-match': first }))
    const stale = await put('brazil', { n: 3 }, { 'if-match': first })
    expect(stale.status).toBe(412)
    expect(await (await api.request(`${DOCUMENTS}/brazil`)).json()).toMatchObject({ n: 2 })
    for (const method of ['PATCH', 'DELETE']) {
      const refused = await api.request(`${DOCUMENTS}/brazil`, {
        method,
        headers: { 'if-match': first, ...(method === 'PATCH' ? MERGE : {}) },
        ...(method === 'PATCH' ? { body: { n: 9 } } : {}),
      })
      expect(refused.status).toBe(412)
    }
    expect((await put('brazil', { n: 4 }, { 'if-match': `"other", ${second}` })).status).toBe(200)
  })

  it('never matches a weak entity tag', async () => {
    const etag = etagOf(await put('brazil', { n: 1 }))
    expect((await put('brazil', { n: 2 }, { 'if-match': `W/${etag}` })).status).toBe(412)
  })

  it('creates only what is not there', async () => {
    const create = { 'if-none-match': '*' }
    expect((await put('brazil', { n: 1 }, create)).status).toBe(201)
    expect((await put('brazil', { n: 1 }, create)).status).toBe(412)
  })

  it('with `*` needs something to be there', async () => {
    expect((await put('brazil', { n: 1 }, { 'if-match': '*' })).status).toBe(412)
    await put('brazil', { n: 1 })
    expect((await put('brazil', { n: 2 }, { 'if-match': '*' })).status).toBe(200)
  })

  it('has one winner among many writers', async () => {
    const etag = etagOf(await put('brazil', { n: 0 }))
    const writes = Array.from({ length: 20 }, (_, n) => put('brazil', { n }, { 'if-match': etag }))
    const statuses = (await Promise.all(writes)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 412)).toHaveLength(19)
  })
})
