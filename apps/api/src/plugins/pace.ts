/**
 * Clients that are too slow are let go, so that none can hold a connection, a buffer or a cursor of
 * the database for as long as it likes. Looked at once in a while for all requests under way, which
 * costs a request next to nothing:
 *
 * - a body must go on arriving, and be there in time unless it is a stream (408);
 * - the answer must begin in time once the body is there (503);
 * - a reader must go on reading (the connection is cut, as nothing else can be told).
 *
 * A body that waits because this server has not read it yet is no fault of the client.
 */
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../problems/api-errors.ts'
import { sendProblem } from './problems.ts'

/** Milliseconds. */
export interface Pace {
  /** Without a byte of the body. */
  readonly bodyStallMs: number
  /** Until the body is there, unless it is a stream. */
  readonly bodyMs: number
  /** From then until the answer begins. */
  readonly answerMs: number
  /** Without a byte of the answer taken. */
  readonly readerStallMs: number
}

export const USUAL_PACE: Pace = {
  bodyStallMs: 30_000,
  bodyMs: 300_000,
  answerMs: 30_000,
  readerStallMs: 60_000,
}

/** How often the shortest of the bounds is looked after within its time. */
const LOOKS = 5
const LONGEST_LOOK_MS = 1000

/** The request of a connection that came last, and how it goes on. */
interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly startedMs: number
  /** Bytes of the connection, and when they were last seen to change. */
  received: number
  receivedAtMs: number
  sent: number
  sentAtMs: number
  /** When the whole answer was seen to be sent, though the body was not there yet. */
  answeredAtMs: number | null
}

/** Kept by connection: a request only takes its place, and nothing has to be told of its end. */
interface Connection {
  current: Exchange | null
}

export function registerPace(app: FastifyInstance, pace: Pace): void {
  const connections = new Map<Socket, Connection>()
  const lookMs = Math.min(LONGEST_LOOK_MS, Math.min(...Object.values(pace)) / LOOKS)
  let timer: NodeJS.Timeout | undefined
  app.addHook('onReady', async () => {
    timer = setInterval(() => look(connections.values(), pace), lookMs)
    timer.unref()
  })
  app.addHook('onClose', async () => clearInterval(timer))
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw
    const connection = connections.get(socket) ?? add(connections, socket)
    connection.current = begin(request, reply)
    done()
  })
}

function add(connections: Map<Socket, Connection>, socket: Socket): Connection {
  const connection = { current: null }
  connections.set(socket, connection)
  socket.once('close', () => connections.delete(socket))
  return connection
}

function begin(request: FastifyRequest, reply: FastifyReply): Exchange {
  const startedMs = performance.now()
  return {
    request,
    reply,
    startedMs,
    received: 0,
    receivedAtMs: startedMs,
    sent: 0,
    sentAtMs: startedMs,
    answeredAtMs: null,
  }
}

function look(connections: Iterable<Connection>, pace: Pace): void {
  const nowMs = performance.now()
  for (const connection of connections) {
    const { current } = connection
    if (!current) continue
    const { request, reply } = current
    const isAnswered = reply.raw.writableFinished
    if (isAnswered && request.raw.complete) connection.current = null
    else if (isAnswered) lookAtRest(current, pace, nowMs)
    else if (reply.raw.headersSent) lookAtReader(current, pace, nowMs)
    else if (!request.raw.complete) lookAtBody(current, pace, nowMs)
    else if (nowMs - current.receivedAtMs > pace.answerMs) {
      refuse(current, 'CSTORE_REQUEST_TOOK_TOO_LONG')
    }
  }
}

/** Node takes the rest of a body that nobody wanted, or the client could not read its answer. */
function lookAtRest(exchange: Exchange, { bodyStallMs }: Pace, nowMs: number): void {
  exchange.answeredAtMs ??= nowMs
  if (nowMs - exchange.answeredAtMs > bodyStallMs) exchange.request.raw.socket.destroy()
}

function lookAtBody(exchange: Exchange, pace: Pace, nowMs: number): void {
  const { raw, headers } = exchange.request
  const isWaiting = raw.readableLength === 0
  if (raw.socket.bytesRead !== exchange.received || !isWaiting) exchange.receivedAtMs = nowMs
  exchange.received = raw.socket.bytesRead
  const isStream = headers['content-type']?.startsWith('application/x-ndjson') === true
  const isLate = !isStream && nowMs - exchange.startedMs > pace.bodyMs
  if (isLate || nowMs - exchange.receivedAtMs > pace.bodyStallMs) {
    refuse(exchange, 'CSTORE_REQUEST_TIMEOUT')
  }
}

function lookAtReader(exchange: Exchange, { readerStallMs }: Pace, nowMs: number): void {
  const { socket } = exchange.request.raw
  // What the connection has taken, not what was given to it.
  const sent = socket.bytesWritten - socket.writableLength
  if (sent !== exchange.sent || socket.writableLength === 0) exchange.sentAtMs = nowMs
  exchange.sent = sent
  if (nowMs - exchange.sentAtMs > readerStallMs) socket.destroy()
}

const DETAILS = {
  CSTORE_REQUEST_TIMEOUT: 'The body did not arrive in time.',
  CSTORE_REQUEST_TOOK_TOO_LONG: 'The answer was not ready in time.',
} as const

function refuse({ request, reply }: Exchange, code: keyof typeof DETAILS): void {
  if (reply.sent) return
  void sendProblem(new ApiError(code, DETAILS[code]), request, reply.header('connection', 'close'))
}
