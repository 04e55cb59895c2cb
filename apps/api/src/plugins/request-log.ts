import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'

/** At which requests are logged. */
const LEVELS: ReadonlySet<string> = new Set(['trace', 'debug', 'info'])

/** Where nobody reads them, lines need not be made. */
export function logsRequests(log: FastifyBaseLogger): boolean {
  return LEVELS.has(log.level)
}

export interface AnsweredRequest {
  readonly id: string
  readonly method: string
  readonly url: string
  readonly status: number
  readonly ms: number
  /** Id of the key. */
  readonly key: string
}

/** One line per request: never a query (filters hold values), a header or a body. */
export function logRequest(log: FastifyBaseLogger, request: AnsweredRequest): void {
  const { id, method, url, status, ms, key } = request
  const line = {
    reqId: id,
    method,
    path: url.split('?', 1)[0],
    status,
    ms: Math.round(ms * 100) / 100,
    key,
  }
  log.info(line, 'request')
}

export function registerRequestLog(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  if (!logsRequests(app.log)) return
  app.addHook('onResponse', (request, reply, done) => {
    const { id, method, url, principal } = request
    const { statusCode: status, elapsedTime: ms } = reply
    logRequest(app.log, { id, method, url, status, ms, key: principal.id })
    done()
  })
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/

/** A client's own id when it is harmless in a log, else a new one. */
export function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
}
