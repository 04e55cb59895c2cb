import { Redis, type RedisOptions } from 'ioredis'

export interface RedisConnectOptions {
  /** `redis://` or `rediss://`, with user, password and database as usual. */
  readonly url: string
  /** A command without an answer after this many milliseconds fails. */
  readonly timeoutMs: number
  /** Called for connection errors; commands report theirs to their callers. */
  readonly onError: () => void
}

/**
 * ioredis by default queues while offline and repeats commands after a reconnect. Both would
 * turn "the cache is slow" into "the request is slow", and run a step twice, so both are off.
 */
function options(timeoutMs: number) {
  return {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: timeoutMs,
    connectTimeout: 2000,
    // Rejoin soon after a restart, without every process knocking at the same moment.
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 5), 1000) * (0.5 + Math.random()),
    lazyConnect: true,
  } satisfies RedisOptions
}

/**
 * Both connections, on the way up. Resolves once they are ready or after a bounded wait: a
 * cache that is away is no reason not to start.
 */
export async function connectRedis(
  request: RedisConnectOptions,
): Promise<{ data: Redis; fences: Redis }> {
  const data = new Redis(request.url, {
    ...options(request.timeoutMs),
    enableAutoPipelining: true,
    // ioredis 6.0 loses the command's name when it auto-pipelines `callBuffer`, and the exception
    // is thrown where nobody can catch it. Only batches of GET are worth having anyway.
    autoPipeliningIgnoredCommands: ['EVALSHA', 'EVAL'],
  })
  const fences = new Redis(request.url, options(request.timeoutMs))
  for (const connection of [data, fences]) connection.on('error', request.onError)
  await Promise.all([data, fences].map((connection) => connection.connect().catch(() => undefined)))
  return { data, fences }
}
