/** A deployment with the collections of the access table, and everybody who may come. */
import { startIdentityProvider } from '../identity-provider.ts'
import { testDeployment, type TestApi } from '../start-api.ts'
import { ELSEWHERE, makeCallers } from './callers.ts'

export interface AccessDeployment extends AsyncDisposable {
  readonly api: TestApi
  /** Names of the table. */
  readonly callers: readonly string[]
  /** What a caller sends after `Bearer`; null: nothing. */
  keyOf(caller: string): string | null
}

export async function accessDeployment(): Promise<AccessDeployment> {
  const deployment = await testDeployment()
  const provider = await startIdentityProvider()
  const clock = { nowMs: Date.now() }
  const api = await deployment.start({
    app: { tokens: provider.tokens, now: () => clock.nowMs },
  })
  const signingKey = await provider.publish('ES256', 'k1')
  const keys = await makeCallers({ api, signingKey, clock })
  for (const name of ['private', 'public', ELSEWHERE]) await makeCollection(api, name)
  return {
    api,
    callers: [...keys.keys()],
    keyOf: (caller) => {
      const key = keys.get(caller)
      if (key === undefined) throw new Error(`There is no ${caller}.`)
      return key
    },
    [Symbol.asyncDispose]: async () => {
      await deployment[Symbol.asyncDispose]()
      await provider.close()
    },
  }
}

export const pathOf = (collection: string): string => `/api/v1/collections/${collection}`

export const settingsOf = (collection: string) => ({ publicRead: collection === 'public' })

/** With a document `there`. */
export async function makeCollection(api: TestApi, name: string): Promise<void> {
  await api.request(pathOf(name), { method: 'PUT', body: settingsOf(name) })
  await api.request(`${pathOf(name)}/documents/there`, { method: 'PUT', body: { n: 1 } })
}
