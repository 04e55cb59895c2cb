import { readFileSync } from 'node:fs'
import { Redis, type RedisOptions as AllOptions } from 'ioredis'

/** Without what would change the shape of answers. */
type RedisOptions = Omit<AllOptions, 'replyMapping'>

const TIMEOUT_MS = 3000

const ADDRESS =
  /^redis(?<tls>s?)(?:\+(?<topology>sentinel|cluster))?:\/\/(?<login>[^@/?]*@)?(?<hosts>[^@/?]+)(?<rest>[/?].*)?$/u

export interface RedisAsked {
  readonly topology: 'single' | 'sentinel' | 'cluster'
  /** As they stand in the address. */
  readonly hosts: readonly string[]
  /** Not connected yet: each may be tried until one answers. */
  readonly clients: readonly Redis[]
}

/** Clients for `REDIS_URL` in each of its forms (docs/operations.md); null: it is in none of them. */
export function redisClients(url: string): RedisAsked | null {
  const { tls = '', topology, login = '', hosts = '', rest = '' } = ADDRESS.exec(url)?.groups ?? {}
  const names = hosts.split(',').filter((host) => host !== '')
  const addresses = names.map((host) => `redis://${login}${host}${rest}`)
  const [first] = addresses
  if (first === undefined || !addresses.every((address) => URL.canParse(address))) return null
  const parsed = addresses.map((address) => new URL(address))
  const options = { ...BOUNDED, ...loginOf(new URL(first)), ...tlsOf(tls === 's', new URL(first)) }
  if (topology === 'sentinel') {
    return { topology, hosts: names, clients: [sentinelClient(parsed, options)] }
  }
  const clients = parsed.map(({ hostname, port, pathname }) => {
    const db = topology === 'cluster' ? 0 : Number(pathname.slice(1))
    return new Redis({ ...options, host: bare(hostname), port: Number(port || 6379), db })
  })
  return { topology: topology === 'cluster' ? topology : 'single', hosts: names, clients }
}

const BOUNDED = {
  lazyConnect: true,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  connectTimeout: TIMEOUT_MS,
  commandTimeout: TIMEOUT_MS,
  retryStrategy: () => null,
  disableClientInfo: true,
} satisfies RedisOptions

function sentinelClient(sentinels: readonly URL[], options: RedisOptions): Redis {
  const [first] = sentinels
  const [, name = '', db = ''] = (first?.pathname ?? '').split('/')
  const username = first?.searchParams.get('sentinel_username')
  const password = first?.searchParams.get('sentinel_password')
  return new Redis({
    ...options,
    sentinels: sentinels.map(({ hostname, port }) => ({
      host: bare(hostname),
      port: Number(port || 26_379),
    })),
    name: decodeURIComponent(name),
    db: Number(db),
    sentinelRetryStrategy: () => null,
    ...(username ? { sentinelUsername: username } : {}),
    ...(password ? { sentinelPassword: password } : {}),
    ...(options.tls ? { sentinelTLS: options.tls, enableTLSForSentinelMode: true } : {}),
  })
}

function loginOf({ username, password }: URL): RedisOptions {
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  }
}

function tlsOf(isOn: boolean, { searchParams }: URL): RedisOptions {
  const file = searchParams.get('tls_ca')
  if (!isOn) return {}
  return { tls: file === null ? {} : { ca: readFileSync(file) } }
}

/** IPv6 addresses stand in brackets in a URL. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/gu, '')
}
