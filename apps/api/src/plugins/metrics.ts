import type { Metrics } from '@cstore/metrics'
import type { FastifyInstance } from 'fastify'
import type { Exchanges } from '../exchanges.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer lasts as long as the client wants, so its duration tells nothing. */
    endless?: boolean
  }
}

/** Rate, errors and duration of every request, also of those that the hooks after these refuse. */
export function registerRequestMetrics(
  app: FastifyInstance,
  { metrics, exchanges }: { metrics: Metrics; exchanges: Exchanges },
): void {
  metrics.observeInFlight(() => exchanges.underWay())
  app.addHook('onResponse', (request, reply, done) => {
    if (request.routeOptions.config.endless) return done()
    metrics.httpRequest({
      method: request.method,
      // The template, not the address: labels come from closed sets.
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    })
    done()
  })
}

export function serveMetrics(app: FastifyInstance, metrics: Metrics): void {
  app.get(
    '/metrics',
    { config: { access: 'open' }, schema: { hide: true } },
    async (_request, reply) => {
      const { contentType, text } = await metrics.expose()
      return reply.header('cache-control', 'no-store').type(contentType).send(text)
    },
  )
}
