import type { ApiKeyInfo as Info } from '@cstore/contracts'
import type { KeyRecord } from '@cstore/store'
import type { ApiServer } from '../../api-server.ts'
import { createKey, listKeys, revokeKey, rotateKey } from './key-operations.ts'
import type { Keys } from './keys.ts'

const PATH = '/keys/:id'

export function registerKeys(app: ApiServer, keys: Keys): void {
  app.get('/keys', {
    config: { access: 'admin' },
    schema: listKeys,
    handler: async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      return { keys: (await keys.all()).map(info) }
    },
  })
  app.post('/keys', {
    config: { access: 'admin' },
    schema: createKey,
    handler: async ({ body }, reply) => {
      const { record, key } = await keys.create(body)
      reply.code(201).header('cache-control', 'no-store')
      return { ...info(record), key }
    },
  })
  registerRotation(app, keys)
  app.delete(PATH, {
    config: { access: 'admin' },
    schema: revokeKey,
    handler: async ({ params }, reply) => {
      await keys.revoke(params.id)
      return reply.code(204).send()
    },
  })
}

function registerRotation(app: ApiServer, keys: Keys): void {
  app.post(`${PATH}/rotate`, {
    config: { access: 'admin' },
    // Most have no wish beyond the rotation itself; null would be one.
    preValidation: async (request) => {
      if (request.body === undefined) request.body = {}
    },
    schema: rotateKey,
    handler: async ({ params, body }, reply) => {
      const { record, key } = await keys.rotate(params.id, body)
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
