import { Readable } from 'node:stream'
import type { Store, StoredDocument } from '@cstore/store'
import type { ApiServer } from '../../api-server.ts'
import { ApiError } from '../../problems/api-errors.ts'
import type { Collections } from '../collections/collections.ts'
import type { Importer } from './importer.ts'
import { exportDocuments, importDocuments, NDJSON } from './transfer-operations.ts'

export interface TransferRouteDependencies {
  readonly store: Store
  readonly collections: Collections
  readonly importer: Importer
}

const CHUNK_BYTES = 64 * 1024

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
    schema: importDocuments,
    handler: async ({ params, query, body }, reply) => {
      if (!(body instanceof Readable)) {
        throw new ApiError('CSTORE_REQUEST_MEDIA_TYPE', `Expected \`Content-Type: ${NDJSON}\`.`)
      }
      const collection = await collections.require(params.collection)
      const { mode = 'upsert', skip = 0, foreignIds = false } = query
      let lastLine = skip
      const onSettled = (line: number): void => {
        lastLine = line
        reply.header('cstore-import-line', line)
      }
      onSettled(skip)
      const result = await importer.run(body, {
        collection,
        mode,
        skip,
        foreignIds,
        onSettled,
      })
      return { lastLine, ...result }
    },
  })
}

function registerExport(app: ApiServer, { store, collections }: TransferRouteDependencies): void {
  app.get('/collections/:collection/export', {
    config: { access: 'reader' },
    schema: exportDocuments,
    handler: async ({ method, params, query }, reply) => {
      const collection = await collections.require(params.collection)
      reply.header('cache-control', 'private, no-cache')
      // Fastify would read the whole export to throw it away.
      const documents = method === 'HEAD' ? [] : store.documents.scan(collection.name, query)
      return reply.type(NDJSON).send(Readable.from(lines(documents), { objectMode: false }))
    },
  })
}

async function* lines(
  documents: AsyncIterable<StoredDocument> | readonly StoredDocument[],
): AsyncGenerator<Buffer> {
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
