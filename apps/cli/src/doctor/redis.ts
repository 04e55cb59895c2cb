import { RedisAddressError } from '@cstore/cache'
import type { Redis } from 'ioredis'
import { printable } from '../printable.ts'
import { fail, ok, warn, type Check } from './check.ts'
import { checkClock } from './clock.ts'
import { redisClients, type RedisAsked } from './redis-connection.ts'

/** The oldest with all that the cache uses. */
const MIN_VERSION = [6, 2] as const
const CORRECT = 'Correct REDIS_URL: docs/operations.md shows its forms.'

/** Reads only. @param timeoutMs after which CStore gives Redis up for a request */
export async function checkRedis(url: string, timeoutMs: number): Promise<readonly Check[]> {
  const asked = clientsOf(url)
  if (asked instanceof RedisAddressError) {
    return [fail('address', `REDIS_URL cannot be understood. ${asked.message}`, CORRECT)]
  }
  const problems: string[] = []
  for (const client of asked.clients) {
    try {
      return await ask(await connected(client), asked, timeoutMs)
    } catch (error) {
      problems.push(messageOf(error))
    } finally {
      client.disconnect()
    }
  }
  return [unreachable(asked, problems[0] ?? '')]
}

function clientsOf(url: string): RedisAsked | RedisAddressError {
  try {
    return redisClients(url)
  } catch (error) {
    if (error instanceof RedisAddressError) return error
    throw error
  }
}

/** `connect` itself says only that there is no connection; the error tells why. */
async function connected(client: Redis): Promise<Redis> {
  let why: unknown
  client.on('error', (error: unknown) => {
    why ??= error
  })
  try {
    await client.connect()
    return client
  } catch (error) {
    throw why ?? error
  }
}

type Info = ReadonlyMap<string, string>

async function ask(client: Redis, asked: RedisAsked, timeoutMs: number): Promise<Check[]> {
  const pingMs = await fastestPing(client)
  const info = parseInfo(await client.info())
  const askedMs = Date.now()
  const [seconds, microseconds] = await client.time()
  const answeredMs = Date.now()
  const theirsMs = Number(seconds) * 1000 + Number(microseconds) / 1000
  return [
    checkVersion(info, asked, pingMs),
    ...(pingMs > timeoutMs / 2 ? [slow(pingMs, timeoutMs)] : []),
    await checkTopology(client, asked, info),
    checkMemory(info),
    await checkPersistence(client, info),
    checkClock({ theirsMs, askedMs, answeredMs, coarsenessMs: 1 }),
  ]
}

const PINGS = 5

/** Of several: this process is busy with other checks, which Redis is not to blame for. */
async function fastestPing(client: Redis): Promise<number> {
  let fastestMs = Infinity
  for (let pings = 0; pings < PINGS; pings++) {
    const startedMs = performance.now()
    await client.ping()
    fastestMs = Math.min(fastestMs, performance.now() - startedMs)
  }
  return fastestMs
}

function checkVersion(info: Info, { hosts }: RedisAsked, pingMs: number): Check {
  const version = info.get('redis_version') ?? '0'
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [minMajor, minMinor] = MIN_VERSION
  const shown = `Redis ${version} at ${hosts.join(',')}, in ${pingMs.toFixed(1)} ms`
  if (major > minMajor || (major === minMajor && minor >= minMinor)) return ok('reachable', shown)
  return fail('reachable', shown, `Redis must be ${MIN_VERSION.join('.')} or newer.`)
}

function slow(pingMs: number, timeoutMs: number): Check {
  return warn(
    'speed',
    `a PING takes ${pingMs.toFixed(0)} ms; requests give Redis up after ${timeoutMs} ms`,
    'Run Redis nearer to CStore, or raise CSTORE_CACHE_TIMEOUT_MS.',
  )
}

async function checkTopology(client: Redis, { topology }: RedisAsked, info: Info): Promise<Check> {
  if (topology === 'cluster') {
    const state = parseInfo(await client.cluster('INFO')).get('cluster_state') ?? 'unknown'
    if (state === 'ok') return ok('topology', 'cluster, all slots are served')
    return fail(
      'topology',
      `cluster in the state "${printable(state, 40)}"`,
      'Mend the cluster: redis-cli --cluster check.',
    )
  }
  if (info.get('redis_mode') === 'cluster') {
    return fail('topology', 'this is a node of a cluster', 'Set REDIS_URL to redis+cluster://….')
  }
  if (info.get('role') !== 'master') {
    return fail(
      'topology',
      'this is a replica: it takes no writes',
      'Set REDIS_URL to the master, or to the sentinels.',
    )
  }
  return ok(
    'topology',
    topology === 'sentinel' ? 'the master that the sentinels name' : 'a single server',
  )
}

function checkMemory(info: Info): Check {
  const bytes = Number(info.get('maxmemory') ?? 0)
  const policy = printable(info.get('maxmemory_policy') ?? 'unknown', 40)
  const mend =
    'CONFIG SET maxmemory 1gb (what it may take), CONFIG SET maxmemory-policy allkeys-lru.'
  if (bytes === 0)
    return warn('memory', 'no maxmemory: the cache may take all of the machine’s', mend)
  const shown = `maxmemory ${Math.round(bytes / 2 ** 20)} MiB, policy ${policy}`
  return policy === 'noeviction'
    ? warn('memory', `${shown}: when it is full, nothing more is cached`, mend)
    : ok('memory', shown)
}

/** Not needed, and harmless. */
async function checkPersistence(client: Redis, info: Info): Promise<Check> {
  const appends = info.get('aof_enabled') === '1'
  const snapshots = await takesSnapshots(client)
  const kinds = [
    ...(appends ? ['append-only file'] : []),
    ...(snapshots === true ? ['snapshots'] : []),
  ]
  if (kinds.length > 0) {
    return ok(
      'persistence',
      `${kinds.join(' and ')}: CStore needs none, it only costs time and disk`,
    )
  }
  return ok(
    'persistence',
    snapshots === null
      ? 'no append-only file; of snapshots it does not tell'
      : 'none, as it should be',
  )
}

/** Null: the user may not ask. */
async function takesSnapshots(client: Redis): Promise<boolean | null> {
  try {
    const [, save = ''] = Object.values(await client.config('GET', 'save')).map(String)
    return save !== ''
  } catch {
    return null
  }
}

function unreachable({ hosts }: RedisAsked, problem: string): Check {
  const where = `Redis at ${hosts.join(',')}`
  if (/\b(?:WRONGPASS|NOAUTH|NOPERM)\b/u.test(problem)) {
    const mend =
      'Correct user and password in REDIS_URL, and what the user may do (docs/operations.md).'
    return fail('reachable', `${where} does not let the user in: ${problem}`, mend)
  }
  return fail(
    'reachable',
    `${where} does not answer: ${problem}`,
    'Start it, or correct REDIS_URL.',
  )
}

/** The sections of INFO as one: `name:value` on a line. */
function parseInfo(text: string): Info {
  const lines = text.split(/\r?\n/u).filter((line) => line.includes(':'))
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  )
}

function messageOf(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error), 200)
}
