import { randomUUID } from 'node:crypto'
import type { ChangeFeed } from '@cstore/cache'
import { Stats } from '@cstore/contracts'
import type { Metrics } from '@cstore/metrics'
import type { ApiServer } from '../../api-server.ts'

export interface StatsRouteDependencies {
  readonly metrics: Pick<Metrics, 'snapshot'>
  readonly changes: Pick<ChangeFeed, 'source'>
  /** Absent: MongoDB itself. */
  readonly database?: 'embedded' | 'mongodb'
}

const DESCRIPTION =
  'Counters since the process began, for people who look: ask twice and compare. Behind a load balancer each answer may come from another process, which `process` tells apart; monitoring reads `/metrics` of every process instead. The figures are of all collections, so a key that is bound to some may not see them.'

export function registerStats(app: ApiServer, dependencies: StatsRouteDependencies): void {
  const { metrics, changes, database = 'mongodb' } = dependencies
  const id = randomUUID()
  app.get('/stats', {
    config: { access: 'reader' },
    schema: {
      tags: ['health'],
      summary: 'Figures of the process that answers',
      description: DESCRIPTION,
      response: { 200: Stats },
    },
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
