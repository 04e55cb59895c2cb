import { CONNECT_TIMEOUT_MS, connectionOptions, redisClient, withAuthority } from './clients.ts'
import { ClusterLinks, type LinkOptions } from './cluster-links.ts'
import { parseRedisAddress, type RedisAddress } from './redis-address.ts'
import { SingleLink, type RedisLinks } from './redis-link.ts'

export interface RedisConnectOptions {
  /** See `parseRedisAddress`. */
  readonly url: string
  /** A command without an answer after this many milliseconds fails. */
  readonly timeoutMs: number
  /** Called for connection errors; commands report theirs to their callers. */
  readonly onError: () => void
}

/**
 * Both links, on the way up. Resolves once both know whom they talk to, at the first error or
 * after a bounded wait: a cache that is away is no reason not to start.
 * @throws RedisAddressError when the address cannot be used.
 */
export async function connectRedis(request: RedisConnectOptions): Promise<RedisLinks> {
  const address = withAuthority(parseRedisAddress(request.url))
  const { promise: failure, resolve: fail } = Promise.withResolvers<void>()
  const onError = (): void => {
    request.onError()
    fail()
  }
  const options = { connection: connectionOptions(request.timeoutMs), onError }
  const links =
    address.topology === 'cluster'
      ? new ClusterLinks(address, options)
      : singleLinks(address, options)
  await Promise.race([known(links), failure])
  return links
}

function singleLinks(address: RedisAddress, options: LinkOptions): RedisLinks {
  const link = (): SingleLink => {
    const client = redisClient(address, options.connection).on('error', options.onError)
    const single = new SingleLink({ client, leavesReplicas: address.topology === 'sentinel' })
    client.connect().catch(() => undefined)
    return single
  }
  const [data, fences] = [link(), link()]
  const close = (): void => {
    data.close()
    fences.close()
  }
  return { data, fences, close }
}

/** Resolves when both links have an identity, or after a bounded wait. */
function known({ data, fences }: RedisLinks): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, CONNECT_TIMEOUT_MS)
    const look = (): void => {
      if (data.identity() === null || fences.identity() === null) return
      clearTimeout(timer)
      resolve()
    }
    data.onChange(look)
    fences.onChange(look)
  })
}
