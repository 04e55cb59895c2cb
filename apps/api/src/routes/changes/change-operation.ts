/** What followers of a collection send and get. */
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

const EXAMPLE = `retry: 2000
id: 3f0c1d2e.1795464984153.1795464985221-0

event: change
id: 3f0c1d2e.1795464984153.1795464991870-0
data: {"id":"brazil","op":"update","version":2,"etag":"\\"2-Jb9GLXawJBnQEjCp\\"","at":"2026-11-23T20:16:31.862Z"}

`

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
    200: stream(EVENT_STREAM, {
      description: 'Events, as they come',
      headers: ['Cache-Control', 'CStore-Feed', 'X-Accel-Buffering'],
      example: EXAMPLE,
    }),
  },
  problems: ['CSTORE_CACHE_CHANGES_UNAVAILABLE', 'CSTORE_FEED_FULL'],
} satisfies FastifySchema
