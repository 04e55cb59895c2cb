/** A master, a replica and the one sentinel that watches them, as plain processes. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { onFreePort } from '../processes/free-port.ts'
import { makeDataDirectory } from '../processes/run-directory.ts'
import { type ServerProcess, startServerProcess } from '../processes/server-process.ts'
import type { RedisServer } from '../redis-server.ts'
import { ServerStartError } from '../testing-errors.ts'
import { startRedisProcess } from './redis-process.ts'

export interface RedisSentinel {
  /** `redis+sentinel://`, with the name of the master. */
  readonly url: string
  /** The master at the start, and the replica at the start. */
  readonly servers: readonly [RedisServer, RedisServer]
  /** Resolves when the sentinel names the other server as the master. */
  failOver(): Promise<void>
  stop(): Promise<void>
}

const NAME = 'cstore-test'
const PATIENCE_MS = 30_000
const POLL_MS = 25

/** A master waits five seconds for more replicas before it sends the first its data. */
const soon = ['--repl-diskless-sync-delay', '0']

export async function startRedisSentinelProcesses(command: string): Promise<RedisSentinel> {
  const master = await startRedisProcess(command, { args: soon })
  const replica = await startRedisProcess(command, {
    args: [...soon, '--replicaof', `127.0.0.1 ${master.port}`],
  })
  await untilInSync(replica)
  const dir = await makeDataDirectory('sentinel')
  const { port, process } = await onFreePort((free) =>
    startSentinel(command, { dir, port: free, master }),
  )
  const sentinel = new Redis(port, '127.0.0.1')
  sentinel.on('error', () => undefined)
  return {
    url: `redis+sentinel://127.0.0.1:${port}/${NAME}`,
    servers: [master, replica],
    failOver: () => failOver(sentinel),
    stop: async () => {
      sentinel.disconnect()
      await Promise.all([process.end(), master.stop(), replica.stop()])
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function startSentinel(
  command: string,
  { dir, port, master }: { dir: string; port: number; master: RedisServer },
): Promise<{ port: number; process: ServerProcess }> {
  // A file, because a sentinel writes down what it learns.
  const file = join(dir, 'sentinel.conf')
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${dir}`,
    `sentinel monitor ${NAME} 127.0.0.1 ${master.port} 1`,
    `sentinel down-after-milliseconds ${NAME} 1000`,
    `sentinel failover-timeout ${NAME} 5000`,
  ]
  await writeFile(file, `${settings.join('\n')}\n`)
  const process = await startServerProcess({
    command,
    args: [file, '--sentinel'],
    ready: /\+monitor master/,
  })
  return { port, process }
}

async function failOver(sentinel: Redis): Promise<void> {
  const before = await masterPort(sentinel)
  // Refused until the sentinel has heard enough of the replica.
  await poll(async () =>
    sentinel.call('SENTINEL', ['FAILOVER', NAME]).then(
      () => true,
      () => false,
    ),
  )
  await poll(async () => (await masterPort(sentinel)) !== before)
}

async function masterPort(sentinel: Redis): Promise<string> {
  return String(await sentinel.call('SENTINEL', ['GET-MASTER-ADDR-BY-NAME', NAME]))
}

async function untilInSync({ url }: RedisServer): Promise<void> {
  const client = new Redis(url)
  try {
    await poll(async () => (await client.info('replication')).includes('master_link_status:up'))
  } finally {
    client.disconnect()
  }
}

async function poll(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAtMs = Date.now() + PATIENCE_MS
  while (!(await holds())) {
    if (Date.now() > giveUpAtMs)
      throw new ServerStartError(`The sentinel was not done after ${PATIENCE_MS} ms`)
    await delay(POLL_MS)
  }
}
