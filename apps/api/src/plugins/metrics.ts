import type { Metrics } from '@cstore/metrics'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer lasts as long as the client wants, so its duration tells nothing. */
    endless?: boolean
  }
}

/** Rate, errors and duration of every request, also of those that the hooks after these refuse. */
export function registerRequestMetrics(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onRequest', (_request, reply, done) => {
    metrics.inFlight.inc()
    // `onResponse` does not hear of answers that break off.
    reply.raw.once('close', () => metrics.inFlight.dec())
    done()
  })
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
      return reply.type(contentType).send(text)
    },
  )
}
