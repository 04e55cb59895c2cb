import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

const C = '/api/v1/collections/movies'
const DOCUMENTS = `${C}/documents`

let deployment: TestDeployment
let api: TestApi
let other: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  other = await deployment.start()
  await api.request(C, { method: 'PUT', body: {} })
})
afterAll(() => deployment[Symbol.asyncDispose]())
beforeEach(async () => {
  for (const id of await allIds()) await api.request(`${DOCUMENTS}/${id}`, { method: 'DELETE' })
})

const post = (key: string, body: object, at = api): Promise<Response> =>
  at.request(DOCUMENTS, { body, headers: { 'idempotency-key': key } })

const allIds = async (): Promise<string[]> => {
  const page = await (await api.request(`${DOCUMENTS}?limit=1000`)).json()
  return Object(page).documents.map(({ id }: { id: string }) => id)
}

/** Repeats as the problem asks, until there is another answer. */
async function persist(send: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const response = await send()
    if (response.status !== 409) return response
    expect(await response.json()).toMatchObject({ code: 'CSTORE_IDEMPOTENCY_IN_PROGRESS' })
    expect(response.headers.get('retry-after')).toBe('1')
    await delay(20)
  }
}

async function answer(response: Response): Promise<unknown> {
  const { status, headers } = response
  const fields = ['location', 'etag', 'last-modified', 'content-type']
  return [status, fields.map((name) => headers.get(name)), await response.text()]
}

describe('a POST with an Idempotency-Key', () => {
  it('gives the same answer again, on any process, whatever became of the document', async () => {
    const body = { at: { $date: '2026-01-02T03:04:05Z' }, n: 1.0, deep: [{ a: null }] }
    const first = await post('"again"', body)
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([201, null])
    const location = first.headers.get('location') ?? ''
    const expected = await answer(first)
    const again = await post('again', body, other)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await answer(again)).toEqual(expected)
    await api.request(location, { method: 'PUT', body: { n: 2 } })
    expect(await answer(await post('again', body))).toEqual(expected)
    expect(await (await api.request(location)).json()).toMatchObject({ n: 2 })
    await api.request(location, { method: 'DELETE' })
    expect(await answer(await post('again', body))).toEqual(expected)
    expect(await allIds()).toEqual([])
  })

  it('makes one document of twenty that come at once to two processes', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, n) =>
        answer(await persist(() => post('many', { n: 1 }, n % 2 === 0 ? api : other))),
      ),
    )
    expect(answers[0]).toContain(201)
    for (const one of answers) expect(one).toEqual(answers[0])
    expect(await allIds()).toHaveLength(1)
  })

  it('refuses another body under the same key', async () => {
    await post('reused', { n: 1 })
    const refused = await post('reused', { n: 2 })
    expect([refused.status, await refused.json()]).toMatchObject([
      422,
      { code: 'CSTORE_IDEMPOTENCY_KEY_REUSED' },
    ])
    expect(await allIds()).toHaveLength(1)
  })

  it('frees its key when nothing was done', async () => {
    await api.request(`${DOCUMENTS}/taken`, { method: 'PUT', body: {} })
    expect((await post('freed', { id: 'taken' })).status).toBe(409)
    expect((await post('freed', { _cstore: 1 })).status).toBe(422)
    expect((await post('freed', { id: 'free' })).status).toBe(201)
    // Of the very same request, this one is the repetition.
    expect((await post('freed', { id: 'free' })).status).toBe(201)
  })

  it('is told apart by who sends it and where to', async () => {
    await api.request('/api/v1/collections/books', { method: 'PUT', body: {} })
    const made = await api.request('/api/v1/keys', { body: { name: 'w', role: 'writer' } })
    const { key } = Object(await made.json())
    const one = await post('shared', { n: 1 })
    const headers = { 'idempotency-key': 'shared' }
    const two = await api.request(DOCUMENTS, { body: { n: 2 }, headers, as: key })
    const path = '/api/v1/collections/books/documents'
    const three = await api.request(path, { body: { n: 3 }, headers })
    expect([one.status, two.status, three.status]).toEqual([201, 201, 201])
  })

  it('finds the document of a process that was killed before it could tell', async () => {
    for (const fields of [{ n: 1 }, { id: 'chosen', n: 2 }]) {
      const body = JSON.stringify(fields)
      const { mongoUri, database, redisUrl } = deployment
      const victim = join(import.meta.dirname, 'create-victim.ts')
      const key = `killed-${body.length}`
      const child = spawn(process.execPath, [victim, mongoUri, database, redisUrl, body, key], {
        stdio: 'inherit',
      })
      expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
      const before = await allIds()
      expect(before).toHaveLength(1)
      const made = await persist(() => post(key, fields))
      expect(made.status).toBe(201)
      expect(made.headers.get('location')).toBe(`${DOCUMENTS}/${before[0]}`)
      expect(await allIds()).toEqual(before)
      await api.request(`${DOCUMENTS}/${before[0]}`, { method: 'DELETE' })
    }
  })
})

it('refuses keys that are none', async () => {
  for (const key of ['', '"', 'a b', '"a', 'x'.repeat(256), '""']) {
    const refused = await post(key, { n: 1 })
    expect([key, refused.status]).toEqual([key, 400])
  }
  expect(await allIds()).toEqual([])
})
