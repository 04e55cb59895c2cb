import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../problems/api-errors.ts'
import { toProblem } from '../problems/to-problem.ts'

/** Of the request line and all header fields together. */
export const MAX_HEADER_BYTES = 16 * 1024

/** Every failure leaves as `application/problem+json`: routes', parsers', and "not found". */
export function registerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      new ApiError(
        'CSTORE_ROUTE_NOT_FOUND',
        'There is nothing at this address. `/api/docs` lists what there is.',
      ),
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
  return (
    reply
      .code(problem.status)
      .headers(headers)
      // Of what is no request at all no hook has heard.
      .header('x-request-id', request.id)
      // A cache in between may keep a 404 (RFC 9110 §15.1), and give it when there is a document.
      .header('cache-control', 'no-store')
      .type('application/problem+json')
      .send(JSON.stringify(problem))
  )
}

/** What arrived is no request that could be answered as others are; the connection ends. */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  // The client has gone.
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const id = crypto.randomUUID()
  const { problem } = toProblem(unreadable(error.code), id)
  const body = JSON.stringify(problem)
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      'content-type: application/problem+json',
      'cache-control: no-store',
      `x-request-id: ${id}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

function unreadable(code: string | undefined): ApiError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new ApiError('CSTORE_REQUEST_TIMEOUT', 'The header fields did not arrive in time.')
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    const limit = `${MAX_HEADER_BYTES / 1024} KiB`
    return new ApiError(
      'CSTORE_REQUEST_HEADERS_TOO_LARGE',
      `Expected the request line and the header fields to have at most ${limit}.`,
    )
  }
  return new ApiError('CSTORE_REQUEST_INVALID', 'This is not an HTTP request that can be read.')
}
