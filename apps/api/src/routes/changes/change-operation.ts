/** What followers of a collection send and get. */
import { Document } from '@cstore/contracts'
import type { FastifySchema } from 'fastify'
import { Type } from 'typebox'
import { stream } from '../../openapi/operation-schema.ts'
import { CollectionParams } from '../params.ts'

export const EVENT_STREAM = 'text/event-stream'

const MAX_CURSOR_CHARACTERS = 256

const ChangesQuery = Type.Object(
  {
    include: Type.Optional(
      Type.Enum(['document'], {
        type: 'string',
        description: 'Add each document as it is by then, `null` when it is gone',
      }),
    ),
    after: Type.Optional(
      Type.String({
        maxLength: MAX_CURSOR_CHARACTERS,
        description: 'The `id` of the last event seen, where `Last-Event-ID` cannot be sent',
      }),
    ),
  },
  { additionalProperties: false },
)

const ChangesHeaders = Type.Object({
  'last-event-id': Type.Optional(Type.String({ maxLength: MAX_CURSOR_CHARACTERS })),
})

const DESCRIPTION = `Server-sent events, for the writes that go through any process:

- \`change\`: \`{"id", "op", "version", "etag", "at"}\`. \`op\` is \`create\`, \`replace\`, \`update\`, \`delete\`, or \`unknown\`: the document may have changed, read it.
- \`reset\`: changes may be missing before this. Read anew what you need, and go on.

Every change is told, perhaps more than once. The stream has no end; a comment comes now and then.`

const Change = Type.Object(
  {
    id: Type.String({ description: 'Of the document' }),
    op: Type.Enum(['create', 'replace', 'update', 'delete', 'unknown'], { type: 'string' }),
    version: Type.Optional(
      Type.Integer({ minimum: 0, description: 'After the change; not of deletions' }),
    ),
    etag: Type.Optional(Type.String({ description: 'After the change; not of imports' })),
    at: Type.String({ format: 'date-time', description: 'When it was made' }),
    document: Type.Optional(
      Type.Union([Document, Type.Null()], {
        description: 'With `include=document`, as it is when this is sent',
      }),
    ),
  },
  { title: 'Change', additionalProperties: false },
)

const ChangeEvent = Type.Object(
  {
    event: Type.Enum(['change', 'reset'], { type: 'string' }),
    id: Type.String({ description: 'Where the stream goes on from here' }),
    data: Type.String({
      description: 'Of a `change` what it is, of a `reset` nothing',
      contentMediaType: 'application/json',
      contentSchema: Type.Union([Change, Type.Object({}, { additionalProperties: false })]),
    }),
    retry: Type.Optional(Type.Integer({ description: 'Milliseconds before the next attempt' })),
  },
  { title: 'ChangeEvent', description: 'One of the events of the stream' },
)

const CHANGED = {
  id: 'brazil',
  op: 'update',
  version: 2,
  etag: '"2-Jb9GLXawJBnQEjCp"',
  at: '2026-11-23T20:16:31.862Z',
}

const EXAMPLE = {
  event: 'change',
  id: '3f0c1d2e.1795464984153.1795464991870-0',
  data: JSON.stringify(CHANGED),
}

export const followChanges = {
  operationId: 'followChanges',
  tags: ['changes'],
  summary: 'Follow the changes of a collection',
  description: DESCRIPTION,
  params: CollectionParams,
  querystring: ChangesQuery,
  headers: ChangesHeaders,
  requestHeaders: ['Last-Event-ID'],
  response: {
    200: stream(EVENT_STREAM, ChangeEvent, {
      description: 'Events, as they come',
      headers: ['Cache-Control', 'CStore-Feed', 'X-Accel-Buffering'],
      example: EXAMPLE,
    }),
  },
  problems: ['CSTORE_CACHE_CHANGES_UNAVAILABLE', 'CSTORE_FEED_FULL'],
} satisfies FastifySchema
