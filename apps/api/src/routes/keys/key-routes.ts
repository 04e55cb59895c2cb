import { ApiKeyCreated, ApiKeyInfo, ApiKeyInput, type ApiKeyInfo as Info } from '@cstore/contracts'
import type { KeyRecord, Store } from '@cstore/store'
import { Type } from 'typebox'
import { makeApiKey } from '../../access/api-key.ts'
import type { ApiServer } from '../../api-server.ts'
import { ApiError } from '../../problems/api-errors.ts'
import type { PolledView } from '../../views/polled-view.ts'

export interface KeyRouteDependencies {
  readonly store: Store
  readonly keys: PolledView<KeyRecord>
}

const tags = ['keys']
const KeyList = Type.Object({ keys: Type.Array(ApiKeyInfo) })
const KeyParams = Type.Object({ key: Type.String({ minLength: 1, maxLength: 64 }) })

export function registerKeys(app: ApiServer, { store, keys }: KeyRouteDependencies): void {
  app.get('/keys', {
    config: { access: 'admin' },
    schema: { tags, summary: 'List the API keys', response: { 200: KeyList } },
    handler: async () => ({ keys: (await store.keys.all()).map(info) }),
  })
  app.post('/keys', {
    config: { access: 'admin' },
    schema: {
      tags,
      summary: 'Make an API key; the answer is the only one that shows it',
      body: ApiKeyInput,
      response: { 201: ApiKeyCreated },
    },
    handler: async ({ body }, reply) => {
      const { id, key, secretHash } = makeApiKey()
      const record: KeyRecord = { ...body, id, secretHash, createdAtMs: Date.now() }
      await store.keys.insert(record)
      await keys.refresh()
      reply.code(201).header('cache-control', 'no-store')
      return { ...info(record), key }
    },
  })
  app.delete('/keys/:key', {
    config: { access: 'admin' },
    schema: { tags, summary: 'Revoke an API key, everywhere within a second', params: KeyParams },
    handler: async ({ params }, reply) => {
      if (!(await store.keys.remove(params.key))) {
        throw new ApiError('CSTORE_KEY_NOT_FOUND', 'There is no key with this id.')
      }
      await keys.refresh()
      return reply.code(204).send()
    },
  })
}

function info({ id, name, role, collections, createdAtMs }: KeyRecord): Info {
  return {
    id,
    name,
    role,
    ...(collections ? { collections: [...collections] } : {}),
    createdAt: new Date(createdAtMs).toISOString(),
  }
}
