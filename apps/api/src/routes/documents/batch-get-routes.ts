import type { BatchGetBody } from '@cstore/contracts'
import type { CacheRead } from '@cstore/cache'
import type { FastifyReply } from 'fastify'
import type { ApiServer } from '../../api-server.ts'
import type { Collections } from '../collections/collections.ts'
import { present } from './answer.ts'
import { batchGetDocuments } from './batch-get-operation.ts'
import type { DocumentService } from './document-service.ts'
import { jsonArray } from './json-array.ts'

export interface BatchGetRouteDependencies {
  readonly documents: DocumentService
  readonly collections: Collections
}

export function registerBatchGet(
  app: ApiServer,
  { documents, collections }: BatchGetRouteDependencies,
): void {
  app.post('/collections/:collection/batch-get', {
    config: { access: 'reader' },
    schema: batchGetDocuments,
    handler: async ({ params, body }, reply) => {
      const collection = await collections.require(params.collection)
      const reads = await documents.readMany(collection, body.ids)
      reply.header('cache-status', batchStatus(reads))
      return sendJson(reply, answer(reads, body))
    },
  })
}

function sendJson(reply: FastifyReply, body: Buffer): FastifyReply {
  return reply.header('cache-control', 'private, no-cache').type('application/json').send(body)
}

function answer(reads: readonly CacheRead[], { ids, fields, meta }: BatchGetBody): Buffer {
  const found = reads.filter(({ entry }) => entry.kind === 'document')
  const missing = ids.filter((_, index) => reads[index]?.entry.kind === 'absent')
  return Buffer.concat([
    Buffer.from('{"documents":'),
    jsonArray(found.map(({ entry }) => present(entry, { fields, meta }))),
    Buffer.from(`,"missing":${JSON.stringify(missing)}}`),
  ])
}

/** RFC 9211 for an answer of many parts: `hit` only if every one of them was. */
function batchStatus(reads: readonly CacheRead[]): string {
  const hits = reads.filter(({ outcome }) => outcome === 'hit' || outcome === 'stale').length
  if (hits === reads.length) return 'cstore; hit'
  if (hits > 0) return `cstore; fwd=partial; detail="${hits} of ${reads.length} hit"`
  const bypassed = reads.every(({ outcome }) => outcome === 'bypass')
  return `cstore; fwd=${bypassed ? 'bypass' : 'uri-miss'}`
}
