import { Readable } from 'node:stream'
import type { Store, StoredDocument } from '@cstore/store'
import { Type } from 'typebox'
import type { ApiServer } from '../../api-server.ts'
import { ApiError } from '../../problems/api-errors.ts'
import type { Collections } from '../collections/collections.ts'
import { CollectionParams } from '../params.ts'
import type { Importer } from './importer.ts'

export interface TransferRouteDependencies {
  readonly store: Store
  readonly collections: Collections
  readonly importer: Importer
}

const tags = ['import and export']
const NDJSON = 'application/x-ndjson'
const CHUNK_BYTES = 64 * 1024
const Counter = Type.Integer({ minimum: 0 })

const ImportQuery = Type.Object(
  { mode: Type.Optional(Type.Enum(['insert', 'replace'])) },
  { additionalProperties: false },
)

const ImportAnswer = Type.Object({
  inserted: Counter,
  replaced: Counter,
  failed: Counter,
  errors: Type.Array(
    Type.Object({
      line: Counter,
      id: Type.Optional(Type.String()),
      code: Type.String(),
      detail: Type.String(),
    }),
    { description: 'At most the first 1,000' },
  ),
})

export function registerTransfer(app: ApiServer, dependencies: TransferRouteDependencies): void {
  registerImport(app, dependencies)
  registerExport(app, dependencies)
}

function registerImport(
  app: ApiServer,
  { collections, importer }: TransferRouteDependencies,
): void {
  app.post('/collections/:collection/import', {
    config: { access: 'writer' },
    // The lines are bounded, their number is not.
    bodyLimit: Number.MAX_SAFE_INTEGER,
    schema: {
      tags,
      summary: 'Import documents, one JSON object on a line',
      consumes: [NDJSON],
      params: CollectionParams,
      querystring: ImportQuery,
      response: { 200: ImportAnswer },
    },
    handler: async ({ params, query, body }) => {
      if (!(body instanceof Readable)) {
        throw new ApiError('CSTORE_REQUEST_MEDIA_TYPE', `Expected \`Content-Type: ${NDJSON}\`.`)
      }
      const collection = await collections.require(params.collection)
      return importer.run(body, { collection, mode: query.mode ?? 'replace' })
    },
  })
}

function registerExport(app: ApiServer, { store, collections }: TransferRouteDependencies): void {
  app.get('/collections/:collection/export', {
    config: { access: 'reader' },
    schema: {
      tags,
      summary: 'Export all documents in order of their ids, one JSON object on a line',
      produces: [NDJSON],
      params: CollectionParams,
    },
    handler: async ({ params }, reply) => {
      const collection = await collections.require(params.collection)
      const documents = store.documents.scan(collection.name, {})
      return reply.type(NDJSON).send(Readable.from(lines(documents), { objectMode: false }))
    },
  })
}

async function* lines(documents: AsyncIterable<StoredDocument>): AsyncGenerator<Buffer> {
  const newline = Buffer.from('\n')
  let parts: Buffer[] = []
  let bytes = 0
  for await (const { body } of documents) {
    parts.push(body, newline)
    bytes += body.length
    if (bytes < CHUNK_BYTES) continue
    yield Buffer.concat(parts)
    parts = []
    bytes = 0
  }
  if (parts.length > 0) yield Buffer.concat(parts)
}
