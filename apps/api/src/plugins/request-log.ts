import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/** At which requests are logged. */
const LEVELS: ReadonlySet<string> = new Set(['trace', 'debug', 'info'])

/** One line per request: never a query (filters hold values), a header or a body. */
export function registerRequestLog(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  // Where nobody reads it, it need not be made.
  if (!LEVELS.has(app.log.level)) return
  app.addHook('onResponse', (request, reply, done) => {
    app.log.info(
      {
        reqId: request.id,
        method: request.method,
        path: request.url.split('?', 1)[0],
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 100) / 100,
        key: request.principal.id,
      },
      'request',
    )
    done()
  })
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/

/** A client's own id when it is harmless in a log, else a new one. */
export function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
}
