import { Redis, type RedisOptions } from 'ioredis'
import { SingleLink, type RedisLink } from './redis-link.ts'

export interface RedisConnectOptions {
  /** `redis://` or `rediss://`, with user, password and database as usual. */
  readonly url: string
  /** A command without an answer after this many milliseconds fails. */
  readonly timeoutMs: number
  /** Called for connection errors; commands report theirs to their callers. */
  readonly onError: () => void
}

export interface RedisLinks {
  readonly data: RedisLink
  readonly fences: RedisLink
}

/** How long to wait for a first answer. */
const FIRST_ANSWER_MS = 2000

/**
 * ioredis by default queues while offline and repeats commands after a reconnect. Both would
 * turn "the cache is slow" into "the request is slow", and run a step twice, so both are off.
 */
export function connectionOptions(timeoutMs: number) {
  return {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: timeoutMs,
    connectTimeout: FIRST_ANSWER_MS,
    // A server that vanished without closing the connection is never heard of again otherwise.
    socketTimeout: 2000,
    // Rejoin soon after a restart, without every process knocking at the same moment.
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 5), 1000) * (0.5 + Math.random()),
    lazyConnect: true,
  } satisfies RedisOptions
}

/** Only batches of GET are worth having, and fences may not wait for any. */
function batching() {
  return {
    enableAutoPipelining: true,
    // ioredis 6.0 loses the command's name when it auto-pipelines `callBuffer`, and the exception
    // is thrown where nobody can catch it.
    autoPipeliningIgnoredCommands: ['EVALSHA', 'EVAL', 'ping'],
  } satisfies RedisOptions
}

/**
 * Both links, on the way up. Resolves once both know whom they talk to, or at the first error:
 * a cache that is away is no reason not to start.
 */
export async function connectRedis(request: RedisConnectOptions): Promise<RedisLinks> {
  const data = single(request, { ...connectionOptions(request.timeoutMs), ...batching() })
  const fences = single(request, connectionOptions(request.timeoutMs))
  await Promise.all([data.settled, fences.settled])
  return { data: data.link, fences: fences.link }
}

function single(request: RedisConnectOptions, own: ReturnType<typeof connectionOptions>) {
  const client = new Redis(request.url, own)
  const link = new SingleLink({ client, leavesReplicas: false })
  const settled = new Promise<void>((resolve) => {
    client.on('error', () => {
      request.onError()
      resolve()
    })
    link.onChange(resolve)
    setTimeout(resolve, FIRST_ANSWER_MS).unref()
  })
  client.connect().catch(() => undefined)
  return { link, settled }
}
