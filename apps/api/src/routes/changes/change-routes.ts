import type { ChangeFeed } from '@cstore/cache'
import type { Metrics } from '@cstore/metrics'
import type { ApiServer } from '../../api-server.ts'
import type { Lifecycle } from '../../lifecycle.ts'
import type { Collections } from '../collections/collections.ts'
import type { DocumentService } from '../documents/document-service.ts'
import { EVENT_STREAM, followChanges } from './change-operation.ts'
import { Listeners, type FeedLimits } from './listeners.ts'

export interface ChangeRouteDependencies {
  readonly changes: ChangeFeed
  readonly documents: DocumentService
  readonly collections: Collections
  readonly lifecycle: Lifecycle
  readonly metrics: Pick<Metrics, 'feedListeners' | 'feedEvent'>
  readonly limits?: Partial<FeedLimits> | undefined
}

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
    schema: followChanges,
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
