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
  {
    mode: Type.Optional(
      Type.Enum(['upsert', 'insert', 'replace'], {
        default: 'upsert',
        description:
          '`upsert` replaces the document with the id of a line, or creates it; `insert` fails for ids that are taken, `replace` for ids that are not',
      }),
    ),
    skip: Type.Optional(
      Type.Integer({
        minimum: 0,
        default: 0,
        description:
          'Lines to pass over: `lastLine`, or `CStore-Import-Line` of an import that broke off',
      }),
    ),
  },
  { additionalProperties: false },
)

const ExportQuery = Type.Object(
  {
    after: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1024,
        description:
          'Begin after the document with this id: the id on the last whole line of an export that broke off',
      }),
    ),
  },
  { additionalProperties: false },
)

const IMPORT_DESCRIPTION =
  'Lines are stored in batches; one that cannot be stored fails alone and is named in `errors`. Lines without an id get one. Two lines with one id keep their order. When the import breaks off, the problem that is answered has a `CStore-Import-Line` field: all lines up to that one are stored for good or were refused, and `skip` goes on behind them. Lines after it may have been stored, which an upsert of the same ids does not mind.'

const EXPORT_DESCRIPTION =
  'A line is sent as the document is when it is reached: a document that is changed meanwhile comes once, as it was or as it is. The answer is complete if it ends as HTTP says (chunked coding); one that breaks off is continued with `after`.'

const ImportAnswer = Type.Object({
  lastLine: Type.Integer({ minimum: 0, description: 'All lines up to this one are settled' }),
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
      description: IMPORT_DESCRIPTION,
      consumes: [NDJSON],
      params: CollectionParams,
      querystring: ImportQuery,
      response: { 200: ImportAnswer },
    },
    handler: async ({ params, query, body }, reply) => {
      if (!(body instanceof Readable)) {
        throw new ApiError('CSTORE_REQUEST_MEDIA_TYPE', `Expected \`Content-Type: ${NDJSON}\`.`)
      }
      const collection = await collections.require(params.collection)
      const { mode = 'upsert', skip = 0 } = query
      let lastLine = skip
      const onSettled = (line: number): void => {
        lastLine = line
        reply.header('cstore-import-line', line)
      }
      onSettled(skip)
      const result = await importer.run(body, { collection, mode, skip, onSettled })
      return { lastLine, ...result }
    },
  })
}

function registerExport(app: ApiServer, { store, collections }: TransferRouteDependencies): void {
  app.get('/collections/:collection/export', {
    config: { access: 'reader' },
    schema: {
      tags,
      summary: 'Export all documents in order of their ids, one JSON object on a line',
      description: EXPORT_DESCRIPTION,
      produces: [NDJSON],
      params: CollectionParams,
      querystring: ExportQuery,
    },
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
