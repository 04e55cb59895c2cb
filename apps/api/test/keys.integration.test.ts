import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'
import { C } from './wrong-input/row.ts'

const HOUR_MS = 3_600_000
/** What every process may take to hear of a change (the view of these tests is younger). */
const EVERYWHERE_MS = 1000

let deployment: TestDeployment
let one: TestApi
let other: TestApi
let nowMs = Date.now()

beforeAll(async () => {
  deployment = await testDeployment()
  const app = { now: () => nowMs }
  one = await deployment.start({ app })
  other = await deployment.start({ app })
  await one.request(C, { method: 'PUT', body: {} })
})
afterAll(() => deployment[Symbol.asyncDispose]())

interface Made {
  readonly id: string
  readonly key: string
  readonly [field: string]: unknown
}

async function change(path: string, body: object): Promise<Made> {
  const response = await one.request(`/api/v1/keys${path}`, { body })
  const made: unknown = await response.json()
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(made).toMatchObject({ id: expect.any(String), key: expect.stringMatching(/^cst_/) })
  return { ...Object(made) }
}

const make = (more: object = {}): Promise<Made> =>
  change('', { name: 'k', role: 'reader', ...more })

const statusOf = async (api: TestApi, as: string): Promise<number> =>
  (await api.request(C, { as })).status

const codeOf = async (api: TestApi, as: string): Promise<unknown> =>
  Object(await (await api.request(C, { as })).json()).code

describe('an API key', () => {
  it('works on every process at once when it is made', async () => {
    const { key } = await make()
    expect([await statusOf(one, key), await statusOf(other, key)]).toEqual([200, 200])
  })

  it('ends on every process within a second when it is revoked', async () => {
    const { id, key } = await make()
    expect(await statusOf(other, key)).toBe(200)
    await one.request(`/api/v1/keys/${id}`, { method: 'DELETE' })
    expect(await statusOf(one, key)).toBe(401)
    await sleep(EVERYWHERE_MS)
    expect(await statusOf(other, key)).toBe(401)
  })

  it('has one secret after a rotation without a grace period', async () => {
    const { id, key } = await make()
    expect(await statusOf(other, key)).toBe(200)
    const rotated = await change(`/${id}/rotate`, {})
    expect(rotated).toMatchObject({ id, name: 'k', rotatedAt: new Date(nowMs).toISOString() })
    expect([await statusOf(one, key), await statusOf(one, rotated.key)]).toEqual([401, 200])
    // The other process takes the new one at once, and gives the former up within a second.
    expect(await statusOf(other, rotated.key)).toBe(200)
    await sleep(EVERYWHERE_MS)
    expect(await statusOf(other, key)).toBe(401)
  })

  it('has two secrets while the grace period of a rotation lasts, never three', async () => {
    const first = await make()
    const second = await change(`/${first.id}/rotate`, { graceMs: HOUR_MS })
    expect(second['formerValidUntil']).toBe(new Date(nowMs + HOUR_MS).toISOString())
    expect([await statusOf(one, first.key), await statusOf(one, second.key)]).toEqual([200, 200])
    const third = await change(`/${first.id}/rotate`, { graceMs: HOUR_MS })
    const answers = [first, second, third].map(({ key }) => statusOf(one, key))
    expect(await Promise.all(answers)).toEqual([401, 200, 200])
    nowMs += HOUR_MS
    expect([await statusOf(one, second.key), await statusOf(one, third.key)]).toEqual([401, 200])
  })

  it('is refused from the moment it expires, and rotated with a new end goes on', async () => {
    const { id, key } = await make({ expiresAt: new Date(nowMs + HOUR_MS).toISOString() })
    expect(await statusOf(one, key)).toBe(200)
    nowMs += HOUR_MS
    expect([await codeOf(one, key), await codeOf(other, key)]).toEqual([
      'CSTORE_ACCESS_KEY_EXPIRED',
      'CSTORE_ACCESS_KEY_EXPIRED',
    ])
    const without = await one.request(`/api/v1/keys/${id}/rotate`, { method: 'POST' })
    expect(await without.json()).toMatchObject({ errors: [{ pointer: '/expiresAt' }] })
    const expiresAt = new Date(nowMs + HOUR_MS).toISOString()
    const rotated = await change(`/${id}/rotate`, { expiresAt })
    expect(rotated['expiresAt']).toBe(expiresAt)
    expect(await statusOf(other, rotated.key)).toBe(200)
  })

  it('is listed without its secret', async () => {
    const { id, key } = await make({ collections: ['movies'] })
    await change(`/${id}/rotate`, { graceMs: 1000 })
    const text = await (await other.request('/api/v1/keys')).text()
    expect(text).toContain(id)
    expect(text).not.toMatch(/secret|hash/i)
    expect(text).not.toContain(key)
  })

  it('rotated by many at once has the secret of one of them', async () => {
    const { id } = await make()
    const rotated = await Promise.all([1, 2, 3, 4].map(() => change(`/${id}/rotate`, {})))
    const answers = await Promise.all(rotated.map(({ key }) => statusOf(one, key)))
    expect(answers.filter((status) => status === 200)).toHaveLength(1)
  })
})
