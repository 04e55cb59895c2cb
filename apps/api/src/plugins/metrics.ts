import type { Metrics } from '@cstore/metrics'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer lasts as long as the client wants, so its duration tells nothing. */
    endless?: boolean
  }
}

/** Rate, errors and duration of every request; `GET /metrics` shows them. */
export function registerMetrics(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onRequest', (_request, _reply, done) => {
    metrics.inFlight.inc()
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    metrics.inFlight.dec()
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
  app.get(
    '/metrics',
    { config: { access: 'open' }, schema: { hide: true } },
    async (_request, reply) => {
      const { contentType, text } = await metrics.expose()
      return reply.type(contentType).send(text)
    },
  )
}
