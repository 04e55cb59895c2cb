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
import type { FastifyInstance } from 'fastify'
import type { Exchange, Exchanges } from '../exchanges.ts'
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

/** Looks after all exchanges, also those that the framework never sees. */
export function registerPace(app: FastifyInstance, exchanges: Exchanges, pace: Pace): void {
  const lookMs = Math.min(LONGEST_LOOK_MS, Math.min(...Object.values(pace)) / LOOKS)
  let timer: NodeJS.Timeout | undefined
  app.addHook('onReady', async () => {
    timer = setInterval(() => {
      const nowMs = performance.now()
      exchanges.look((exchange) => look(exchange, pace, nowMs))
    }, lookMs)
    timer.unref()
  })
  app.addHook('onClose', async () => clearInterval(timer))
  app.addHook('onRequest', (request, reply, done) => {
    exchanges.begin(request.raw, reply.raw).refusable = { request, reply }
    done()
  })
}

/** @returns whether it is over. */
function look(exchange: Exchange, pace: Pace, nowMs: number): boolean {
  const { request, response } = exchange
  const isAnswered = response.writableFinished
  if (isAnswered && request.complete) return true
  if (isAnswered) lookAtRest(exchange, pace, nowMs)
  else if (response.headersSent) lookAtReader(exchange, pace, nowMs)
  else if (!request.complete) lookAtBody(exchange, pace, nowMs)
  else if (nowMs - exchange.receivedAtMs > pace.answerMs) {
    refuse(exchange, 'CSTORE_REQUEST_TOOK_TOO_LONG')
  }
  return false
}

/** Node takes the rest of a body that nobody wanted, or the client could not read its answer. */
function lookAtRest(exchange: Exchange, { bodyStallMs }: Pace, nowMs: number): void {
  exchange.answeredAtMs ??= nowMs
  if (nowMs - exchange.answeredAtMs > bodyStallMs) exchange.socket.destroy()
}

function lookAtBody(exchange: Exchange, pace: Pace, nowMs: number): void {
  const { request, socket } = exchange
  const { headers, readableLength } = request
  const isWaiting = readableLength === 0
  if (socket.bytesRead !== exchange.received || !isWaiting) exchange.receivedAtMs = nowMs
  exchange.received = socket.bytesRead
  const isStream = headers['content-type']?.startsWith('application/x-ndjson') === true
  const isLate = !isStream && nowMs - exchange.startedMs > pace.bodyMs
  if (isLate || nowMs - exchange.receivedAtMs > pace.bodyStallMs) {
    refuse(exchange, 'CSTORE_REQUEST_TIMEOUT')
  }
}

function lookAtReader(exchange: Exchange, { readerStallMs }: Pace, nowMs: number): void {
  const { socket } = exchange
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

function refuse({ refusable }: Exchange, code: keyof typeof DETAILS): void {
  if (!refusable || refusable.reply.sent) return
  const { request, reply } = refusable
  void sendProblem(new ApiError(code, DETAILS[code]), request, reply.header('connection', 'close'))
}
