/** While MongoDB is away: what is cached is read, and nobody learns what else there is. */
import { FaultProxy } from '@cstore/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pathOf, makeCollection } from './access/access-deployment.ts'
import { makeKey } from './access/callers.ts'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

let deployment: TestDeployment
let toMongo: FaultProxy
let api: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  const { hostname, port } = new URL(deployment.mongoUri)
  toMongo = await FaultProxy.start({ host: hostname, port: Number(port) })
  api = await deployment.start({ mongoUri: toMongo.addressFor(deployment.mongoUri) })
})
afterAll(async () => {
  await deployment[Symbol.asyncDispose]()
  await toMongo.close()
})

const read = (collection: string, as: string | null): Promise<Response> =>
  api.request(`${pathOf(collection)}/documents/there`, { as })

/** The status, and the problem but for the id of the request. */
async function refusal(answer: Response): Promise<unknown> {
  const { instance: _, ...problem } = Object(await answer.json())
  return [answer.status, problem]
}

it('reads go on and refusals stay the same', async () => {
  const { key } = await makeKey(api, { name: 'x', role: 'reader', collections: ['elsewhere'] })
  for (const name of ['private', 'public']) {
    await makeCollection(api, name)
    await read(name, 'an-admin-key-for-tests')
  }
  expect((await read('private', key)).status).toBe(403)
  toMongo.refuse()
  toMongo.cut()
  // Also once the settings are older than they may be while MongoDB is there.
  await expect
    .poll(async () => (await api.request('/api/health/ready')).status, { timeout: 5000 })
    .toBe(503)
  for (const as of [null, key]) {
    expect((await read('public', as)).status).toBe(200)
    const refused = await refusal(await read('private', as))
    expect(refused).toMatchObject([as === null ? 401 : 403, expect.anything()])
    expect(await refusal(await read('absent', as))).toEqual(refused)
  }
})
