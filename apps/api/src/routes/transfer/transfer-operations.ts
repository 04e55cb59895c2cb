/** What import and export take and answer. */
import type { FastifySchema } from 'fastify'
import { Type } from 'typebox'
import { json, stream } from '../../openapi/operation-schema.ts'
import { WRITE_PROBLEMS } from '../../openapi/operation-problems.ts'
import { EXPORTED, IMPORTED } from '../../openapi/story.ts'
import { CollectionParams } from '../params.ts'

export const NDJSON = 'application/x-ndjson'

const Counter = Type.Integer({ minimum: 0 })

const ImportQuery = Type.Object(
  {
    mode: Type.Optional(
      Type.Enum(['upsert', 'insert', 'replace'], {
        type: 'string',
        default: 'upsert',
        description:
          '`upsert` replaces the document with the id of a line, or creates it; `insert` fails for ids that are taken, `replace` for ids that are not',
      }),
    ),
    skip: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        default: 0,
        description:
          'Lines to pass over: `lastLine`, or `CStore-Import-Line` of an import that broke off',
      }),
    ),
    foreignIds: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          'New documents may have the ids of other programs, such as `~oid:65f0c0ffee0ddba11ad0beef`: for what an export gave',
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
    types: Type.Optional(
      Type.Enum(['relaxed', 'exact'], {
        type: 'string',
        default: 'relaxed',
        description:
          '`exact` wraps numbers whose type JSON does not show, such as `{"$numberDouble":"5"}`, so that an import stores them as they were',
      }),
    ),
  },
  { additionalProperties: false },
)

const LineError = Type.Object(
  {
    line: Counter,
    id: Type.Optional(Type.String({ description: 'Of the document, where it has a usable one' })),
    code: Type.String({ pattern: '^CSTORE_[A-Z_]+$', description: 'As of a problem' }),
    detail: Type.String(),
  },
  { title: 'LineError', additionalProperties: false },
)

const ImportAnswer = Type.Object(
  {
    lastLine: Type.Integer({ minimum: 0, description: 'All lines up to this one are settled' }),
    inserted: Counter,
    replaced: Counter,
    failed: Counter,
    errors: Type.Array(LineError, { maxItems: 1000, description: 'The first of the failures' }),
  },
  { title: 'ImportAnswer', additionalProperties: false },
)

export const importDocuments = {
  operationId: 'importDocuments',
  tags: ['bulk'],
  summary: 'Import documents, one JSON object on a line',
  description:
    'Lines are stored in batches; one that cannot be stored fails alone and is named in `errors`. Lines without an id get one. Two lines with one id keep their order. When the import breaks off, the problem that is answered has a `CStore-Import-Line` field: all lines up to that one are stored for good or were refused, and `skip` goes on behind them. Lines after it may have been stored, which an upsert of the same ids does not mind.',
  params: CollectionParams,
  querystring: ImportQuery,
  stream: { mediaType: NDJSON, description: 'A document on each line', example: IMPORTED },
  response: {
    200: json(ImportAnswer, {
      description: 'What has become of the lines',
      headers: ['CStore-Import-Line'],
      example: {
        lastLine: 3,
        inserted: 2,
        replaced: 0,
        failed: 1,
        errors: [
          {
            line: 3,
            id: 'untitled',
            code: 'CSTORE_DOCUMENT_SCHEMA_VIOLATED',
            detail: 'The document does not satisfy the schema of its collection.',
          },
        ],
      },
    }),
  },
  problems: WRITE_PROBLEMS,
  problemHeaders: { all: ['CStore-Import-Line'] },
} satisfies FastifySchema

export const exportDocuments = {
  operationId: 'exportDocuments',
  tags: ['bulk'],
  summary: 'Export all documents in order of their ids, one JSON object on a line',
  description:
    'A line is sent as the document is when it is reached: a document that is changed meanwhile comes once, as it was or as it is. The answer is complete if it ends as HTTP says (chunked coding); one that breaks off is continued with `after`.',
  params: CollectionParams,
  querystring: ExportQuery,
  response: {
    200: stream(NDJSON, Type.String(), {
      description: 'A document on each line',
      headers: ['Cache-Control'],
      example: EXPORTED,
    }),
  },
  problems: ['CSTORE_STORE_CURSOR_INVALID'],
} satisfies FastifySchema
