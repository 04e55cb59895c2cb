/** What the operations on API keys take and answer. */
import { ApiKeyCreated, ApiKeyInput, ApiKeyList, ApiKeyRotation, KeyId } from '@cstore/contracts'
import type { FastifySchema } from 'fastify'
import { Type } from 'typebox'
import { empty, json } from '../../openapi/operation-schema.ts'
import { KEY, SECRET } from '../../openapi/story.ts'

const KeyParams = Type.Object({ id: KeyId })

export const listKeys = {
  operationId: 'listKeys',
  tags: ['keys'],
  summary: 'List the API keys',
  description: 'Never their secrets, of which only hashes are kept.',
  response: {
    200: json(ApiKeyList, {
      description: 'All keys',
      headers: ['Cache-Control'],
      example: { keys: [KEY] },
    }),
  },
} satisfies FastifySchema

export const createKey = {
  operationId: 'createKey',
  tags: ['keys'],
  summary: 'Make an API key',
  description: 'The answer is the only one that shows the secret. Good everywhere at once.',
  body: ApiKeyInput,
  response: {
    201: json(ApiKeyCreated, {
      description: 'The key, and its secret',
      headers: ['Cache-Control'],
      example: { ...KEY, key: SECRET },
    }),
  },
} satisfies FastifySchema

export const rotateKey = {
  operationId: 'rotateKey',
  tags: ['keys'],
  summary: 'Give an API key a new secret',
  description:
    'The answer is the only one that shows it. With `graceMs` the secret before stays good for a while, so that clients can change over.',
  params: KeyParams,
  body: Type.Optional(ApiKeyRotation),
  response: {
    200: json(ApiKeyCreated, {
      description: 'The key, and its new secret',
      headers: ['Cache-Control'],
      example: {
        ...KEY,
        rotatedAt: '2026-11-24T09:00:00.000Z',
        formerValidUntil: '2026-11-24T10:00:00.000Z',
        key: SECRET,
      },
    }),
  },
  problems: ['CSTORE_KEY_NOT_FOUND', 'CSTORE_STORE_WRITE_CONFLICT'],
} satisfies FastifySchema

export const revokeKey = {
  operationId: 'revokeKey',
  tags: ['keys'],
  summary: 'Revoke an API key',
  description: 'Refused everywhere within a second.',
  params: KeyParams,
  response: { 204: empty({ description: 'Revoked' }) },
  problems: ['CSTORE_KEY_NOT_FOUND'],
} satisfies FastifySchema
