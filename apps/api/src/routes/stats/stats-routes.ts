import { randomUUID } from 'node:crypto'
import type { ChangeFeed } from '@cstore/cache'
import type { Metrics } from '@cstore/metrics'
import type { ApiServer } from '../../api-server.ts'
import { getStats } from './stats-operations.ts'

export interface StatsRouteDependencies {
  readonly metrics: Pick<Metrics, 'snapshot'>
  readonly changes: Pick<ChangeFeed, 'source'>
  /** Absent: MongoDB itself. */
  readonly database?: 'embedded' | 'mongodb'
}

export function registerStats(app: ApiServer, dependencies: StatsRouteDependencies): void {
  const { metrics, changes, database = 'mongodb' } = dependencies
  const id = randomUUID()
  app.get('/stats', {
    config: { access: 'reader' },
    schema: getStats,
    handler: async (_request, reply) => {
      const counters = await metrics.snapshot()
      reply.header('cache-control', 'no-store')
      return {
        process: id,
        uptimeSeconds: process.uptime(),
        database,
        cache: changes.source,
        ...counters,
      }
    },
  })
}
