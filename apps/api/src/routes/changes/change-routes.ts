import type { Readable } from 'node:stream'
import type { ChangeFeed } from '@cstore/cache'
import type { Metrics } from '@cstore/metrics'
import { Type } from 'typebox'
import type { ApiServer } from '../../api-server.ts'
import type { Lifecycle } from '../../lifecycle.ts'
import type { Collections } from '../collections/collections.ts'
import type { DocumentService } from '../documents/document-service.ts'
import { CollectionParams } from '../params.ts'
import { Listeners, type FeedLimits } from './listeners.ts'

export interface ChangeRouteDependencies {
  readonly changes: ChangeFeed
  readonly documents: DocumentService
  readonly collections: Collections
  readonly lifecycle: Lifecycle
  readonly metrics: Pick<Metrics, 'feedListeners' | 'feedEvent'>
  readonly limits?: Partial<FeedLimits> | undefined
}

const EVENT_STREAM = 'text/event-stream'

const ChangesQuery = Type.Object(
  {
    include: Type.Optional(
      Type.Enum(['document'], {
        description: 'Add each document as it is by then, `null` when it is gone',
      }),
    ),
    after: Type.Optional(
      Type.String({
        maxLength: 256,
        description: 'The `id` of the last event seen, where `Last-Event-ID` cannot be sent',
      }),
    ),
  },
  { additionalProperties: false },
)

const ChangesHeaders = Type.Object({
  'last-event-id': Type.Optional(
    Type.String({ description: 'The `id` of the last event seen: the stream goes on after it' }),
  ),
})

const Events = Type.Unsafe<Readable>({ type: 'string', description: 'Events, as they come' })

const DESCRIPTION = `Server-sent events, for the writes that go through any process:

- \`change\`: \`{"id", "op", "version", "etag", "at"}\`. \`op\` is \`create\`, \`replace\`, \`update\`, \`delete\`, or \`unknown\`: the document may have changed, read it.
- \`reset\`: changes may be missing before this. Read anew what you need, and go on.

Every change is told, perhaps more than once.`

export function registerChangeFeed(app: ApiServer, dependencies: ChangeRouteDependencies): void {
  const listeners = new Listeners(dependencies)
  // A server that closes waits for its answers, and these would not end.
  app.addHook('preClose', (done) => {
    listeners.end()
    done()
  })
  app.get('/collections/:collection/changes', {
    config: { access: 'reader', endless: true },
    // Nothing of it is known before it begins.
    exposeHeadRoute: false,
    schema: {
      tags: ['documents'],
      summary: 'Follow the changes of a collection',
      description: DESCRIPTION,
      produces: [EVENT_STREAM],
      params: CollectionParams,
      querystring: ChangesQuery,
      headers: ChangesHeaders,
      response: { 200: Events },
    },
    handler: async (request, reply) => {
      const { params, query, headers } = request
      const stream = await listeners.open(reply, {
        collection: await dependencies.collections.require(params.collection),
        cursor: headers['last-event-id'] ?? query.after ?? null,
        withDocuments: query.include === 'document',
        authorizeAgain: () => request.authorizeAgain(),
      })
      return reply
        .headers({
          'cstore-feed': dependencies.changes.source,
          // Proxies that gather or change what they pass on would hold events back.
          'cache-control': 'no-cache, no-transform',
          'x-accel-buffering': 'no',
        })
        .type(EVENT_STREAM)
        .send(stream)
    },
  })
}
