import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../problems/api-errors.ts'
import { toProblem } from '../problems/to-problem.ts'

/** Every failure leaves as `application/problem+json`: routes', parsers', and "not found". */
export function registerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      new ApiError('CSTORE_ROUTE_NOT_FOUND', 'There is nothing at this address.'),
      request,
      reply,
    ),
  )
}

export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { problem, headers, unexpected } = toProblem(error, request.id)
  if (unexpected) request.log.error({ reqId: request.id, err: error }, 'unexpected error')
  else if (problem.status >= 500)
    request.log.warn({ reqId: request.id, code: problem.code, err: error }, 'request failed')
  return reply
    .code(problem.status)
    .headers(headers)
    .type('application/problem+json')
    .send(JSON.stringify(problem))
}

/** What arrived is no HTTP at all, or its headers are too large or too slow: no request to answer. */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  // The client has gone.
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const { problem } = toProblem(
    new ApiError('CSTORE_REQUEST_INVALID', 'This is not an HTTP request that can be read.'),
    crypto.randomUUID(),
  )
  const body = JSON.stringify(problem)
  socket.end(
    [
      'HTTP/1.1 400 Bad Request',
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
