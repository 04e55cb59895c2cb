import {
  ApiKeyCreated,
  ApiKeyInfo,
  ApiKeyInput,
  ApiKeyRotation,
  type ApiKeyInfo as Info,
} from '@cstore/contracts'
import type { KeyRecord } from '@cstore/store'
import { Type } from 'typebox'
import type { ApiServer } from '../../api-server.ts'
import type { Keys } from './keys.ts'

const tags = ['keys']
const PATH = '/keys/:key'
const KeyList = Type.Object({ keys: Type.Array(ApiKeyInfo) })
const KeyParams = Type.Object({ key: Type.String({ minLength: 1, maxLength: 64 }) })

export function registerKeys(app: ApiServer, keys: Keys): void {
  app.get('/keys', {
    config: { access: 'admin' },
    schema: { tags, summary: 'List the API keys', response: { 200: KeyList } },
    handler: async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      return { keys: (await keys.all()).map(info) }
    },
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
      const { record, key } = await keys.create(body)
      reply.code(201).header('cache-control', 'no-store')
      return { ...info(record), key }
    },
  })
  registerRotation(app, keys)
  app.delete(PATH, {
    config: { access: 'admin' },
    schema: { tags, summary: 'Revoke an API key, everywhere within a second', params: KeyParams },
    handler: async ({ params }, reply) => {
      await keys.revoke(params.key)
      return reply.code(204).send()
    },
  })
}

function registerRotation(app: ApiServer, keys: Keys): void {
  app.post(`${PATH}/rotate`, {
    config: { access: 'admin' },
    // Most have no wish beyond the rotation itself.
    preValidation: async (request) => {
      request.body ??= {}
    },
    schema: {
      tags,
      summary: 'Give an API key a new secret; the answer is the only one that shows it',
      params: KeyParams,
      body: ApiKeyRotation,
      response: { 200: ApiKeyCreated },
    },
    handler: async ({ params, body }, reply) => {
      const { record, key } = await keys.rotate(params.key, body)
      reply.header('cache-control', 'no-store')
      return { ...info(record), key }
    },
  })
}

function info(record: KeyRecord): Info {
  const { id, name, role, collections, createdAtMs, expiresAtMs, rotatedAtMs, former } = record
  return {
    id,
    name,
    role,
    ...(collections ? { collections: [...collections] } : {}),
    createdAt: isoTime(createdAtMs),
    ...(expiresAtMs === undefined ? {} : { expiresAt: isoTime(expiresAtMs) }),
    ...(rotatedAtMs === undefined ? {} : { rotatedAt: isoTime(rotatedAtMs) }),
    ...(former ? { formerValidUntil: isoTime(former.validUntilMs) } : {}),
  }
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
