import type { Stats } from '@cstore/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'
import { C, ONE } from './wrong-input/row.ts'

let deployment: TestDeployment
let api: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  await api.request(C, { method: 'PUT', body: {} })
  await api.request(ONE, { method: 'PUT', body: {} })
})
afterAll(() => deployment[Symbol.asyncDispose]())

const statsOf = async (from: TestApi): Promise<Stats> =>
  Object(await (await from.request('/api/v1/stats')).json())

function readsIn({ requests }: Stats): number {
  const counts = requests
    .filter(
      ({ method, route, status }) => method === 'GET' && route.endsWith('/:id') && status === 200,
    )
    .flatMap((one) => one.counts)
  return counts.reduce((sum, count) => sum + count, 0)
}

const hits = ({ documentReads }: Stats): number => documentReads['hit'] ?? 0

it('tells two answers apart by what happened in between, in front of the framework too', async () => {
  const before = await statsOf(api)
  await api.request(ONE)
  await api.request(ONE)
  await api.request(`${C}/documents`)
  const after = await statsOf(api)
  expect(after).toMatchObject({ process: before.process, database: 'mongodb', cache: 'redis' })
  expect(after.uptimeSeconds).toBeGreaterThan(before.uptimeSeconds)
  expect(readsIn(after) - readsIn(before)).toBe(2)
  expect(hits(after) - hits(before)).toBeGreaterThanOrEqual(1)
  expect(after.listReads['miss']).toBeGreaterThanOrEqual(1)
  expect(after.requestsInFlight).toBe(1)
  for (const { counts } of after.requests)
    expect(counts).toHaveLength(after.boundsSeconds.length + 1)
})

it('says which process answered', async () => {
  const other = await deployment.start()
  expect((await statsOf(other)).process).not.toBe((await statsOf(api)).process)
})

it('is for whoever may read every collection, and for no cache in between', async () => {
  const keyFor = async (body: object): Promise<string> => {
    const made = await api.request('/api/v1/keys', { body: { name: 'x', role: 'reader', ...body } })
    return Object(await made.json()).key
  }
  const status = async (as: string | null): Promise<number> =>
    (await api.request('/api/v1/stats', { as })).status
  expect(await status(null)).toBe(401)
  expect(await status(await keyFor({ collections: ['movies'] }))).toBe(403)
  expect(await status(await keyFor({}))).toBe(200)
  expect((await api.request('/api/v1/stats')).headers.get('cache-control')).toBe('no-store')
})
