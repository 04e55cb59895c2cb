import type { DocumentCache } from '@cstore/cache'
import type { Health } from '@cstore/contracts'
import type { Store } from '@cstore/store'
import type { FastifyReply } from 'fastify'
import type { ApiServer } from '../../api-server.ts'
import type { Lifecycle } from '../../lifecycle.ts'
import { getHealth, getLiveness, getReadiness } from './health-operations.ts'

export interface HealthRouteDependencies {
  readonly store: Store
  readonly cache: DocumentCache
  readonly lifecycle: Lifecycle
  readonly version: string
}

const open = { access: 'open' } as const
const CHECK_TIMEOUT_MS = 1000

export function registerHealth(app: ApiServer, dependencies: HealthRouteDependencies): void {
  // No I/O: a database that is away is no reason to restart this process.
  app.get('/health/live', {
    config: open,
    schema: getLiveness,
    handler: (_request, reply) => {
      uncached(reply)
      return { status: 'ok' as const }
    },
  })
  app.get('/health/ready', {
    config: open,
    schema: getReadiness,
    handler: async (_request, reply) => {
      const ready = !dependencies.lifecycle.draining && (await databaseAnswers(dependencies.store))
      return uncached(reply)
        .code(ready ? 200 : 503)
        .send({ status: ready ? 'ok' : 'down' })
    },
  })
  app.get('/health', {
    config: open,
    schema: getHealth,
    handler: async (_request, reply) => {
      const health = await overall(dependencies)
      return uncached(reply)
        .code(health.status === 'down' ? 503 : 200)
        .send(health)
    },
  })
}

/** A cache in between would tell how it was. */
function uncached(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store')
}

async function overall({ store, cache, version }: HealthRouteDependencies): Promise<Health> {
  const mongodb = (await databaseAnswers(store)) ? 'ok' : 'down'
  const state = cache.health()
  return {
    status: mongodb === 'down' ? 'down' : state,
    version,
    uptimeSeconds: Math.round(process.uptime()),
    checks: { mongodb, cache: state },
  }
}

async function databaseAnswers(store: Store): Promise<boolean> {
  const tooLate = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error('no answer')), CHECK_TIMEOUT_MS).unref()
  })
  try {
    await Promise.race([store.ping(), tooLate])
    return true
  } catch {
    return false
  }
}
