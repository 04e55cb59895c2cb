import { RedisAddressError } from '../tier-errors.ts'

/** Where Redis is and how to get in, as `REDIS_URL` says it. Secrets included: never to be shown. */
export interface RedisAddress {
  readonly topology: 'single' | 'sentinel' | 'cluster'
  /** The server, the sentinels, or some nodes of the cluster. At least one. */
  readonly hosts: readonly HostAndPort[]
  readonly username?: string
  readonly password?: string
  /** 0 with a cluster, which has only that one. */
  readonly db: number
  /** What the sentinels call the master; empty without sentinels. */
  readonly master: string
  readonly sentinelUsername?: string
  readonly sentinelPassword?: string
  readonly tls: boolean
  /** Path of a PEM file; absent: the authorities that the system trusts. */
  readonly tlsCa?: string
  /** What is in that file, once it was read. */
  readonly ca?: Buffer
}

export interface HostAndPort {
  readonly host: string
  readonly port: number
}

const PORTS = { single: 6379, sentinel: 26_379, cluster: 6379 }

const ADDRESS =
  /^redis(?<tls>s?)(?:\+(?<topology>sentinel|cluster))?:\/\/(?:(?<login>[^@/?]*)@)?(?<hosts>[^@/?]+)(?<path>\/[^?]*)?(?:\?(?<query>.*))?$/
const HOST = /^(?:\[(?<ip6>[0-9A-Fa-f:.]+)\]|(?<name>[^:[\]]+))(?::(?<port>\d{1,5}))?$/

/**
 * `redis://[user:password@]host[:port][/db]`, `redis+sentinel://…@host,host/master[/db]` or
 * `redis+cluster://…@host,host`; with `rediss` for TLS, and `?tls_ca=FILE`. Sentinels that ask for
 * a login of their own get `?sentinel_username=…&sentinel_password=…`.
 * @throws RedisAddressError naming the part that is wrong, without its value.
 */
export function parseRedisAddress(url: string): RedisAddress {
  const parts = ADDRESS.exec(url)?.groups
  if (!parts) throw new RedisAddressError('the form redis://host:6379')
  const topology = topologyOf(parts['topology'])
  const hosts = (parts['hosts'] ?? '').split(',').map((host) => parseHost(host, PORTS[topology]))
  if (topology === 'single' && hosts.length > 1) {
    throw new RedisAddressError('one host, or redis+sentinel:// or redis+cluster://')
  }
  return {
    topology,
    hosts,
    tls: parts['tls'] === 's',
    ...parseLogin(parts['login'] ?? ''),
    ...parsePath((parts['path'] ?? '').split('/').slice(1), topology),
    ...parseQuery(new URLSearchParams(parts['query'] ?? '')),
  }
}

function topologyOf(text: string | undefined): RedisAddress['topology'] {
  return text === 'sentinel' || text === 'cluster' ? text : 'single'
}

function parseHost(text: string, defaultPort: number): HostAndPort {
  const parts = HOST.exec(text)?.groups
  const port = Number(parts?.['port'] ?? defaultPort)
  const host = parts?.['ip6'] ?? parts?.['name']
  if (host === undefined || port < 1 || port > 65_535) {
    throw new RedisAddressError('hosts like host:6379, with commas between them')
  }
  return { host, port }
}

function parseLogin(login: string): { username?: string; password?: string } {
  const [username = '', ...rest] = login.split(':')
  const password = rest.join(':')
  return {
    ...(username === '' ? {} : { username: decoded(username) }),
    ...(password === '' ? {} : { password: decoded(password) }),
  }
}

function parsePath(
  path: readonly string[],
  topology: RedisAddress['topology'],
): { master: string; db: number } {
  const [master, db = ''] = topology === 'sentinel' ? path : ['', ...path]
  const depth = { single: 1, sentinel: 2, cluster: 0 }[topology]
  if (topology === 'sentinel' && !master) {
    throw new RedisAddressError('the form redis+sentinel://host:26379/name-of-the-master')
  }
  // A slash at the end is harmless.
  if (path.length > depth && path.slice(depth).some((part) => part !== '')) {
    throw new RedisAddressError(
      topology === 'cluster' ? 'no database: a cluster has only one' : 'nothing after the database',
    )
  }
  if (!/^\d{0,5}$/.test(db)) throw new RedisAddressError('a whole number as its database')
  return { master: decoded(master ?? ''), db: Number(db) }
}

const QUERY = {
  tls_ca: 'tlsCa',
  sentinel_username: 'sentinelUsername',
  sentinel_password: 'sentinelPassword',
} as const

type Queried = Partial<Record<(typeof QUERY)[keyof typeof QUERY], string>>

function parseQuery(query: URLSearchParams): Queried {
  const known = new Map<string, string>(Object.entries(QUERY))
  const entries = [...query].map(([name, value]) => {
    const key = known.get(name)
    if (key === undefined) {
      throw new RedisAddressError(`no parameters but ${Object.keys(QUERY).join(', ')}`)
    }
    return [key, value] as const
  })
  return Object.fromEntries(entries)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    throw new RedisAddressError('its special characters percent-encoded', { cause })
  }
}
