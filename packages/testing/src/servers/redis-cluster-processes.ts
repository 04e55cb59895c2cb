/**
 * A Redis Cluster of plain processes: masters that share the slots, and replicas of the first of
 * them. Needs Redis 7, for the port of its bus.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { onFreePort } from '../processes/free-port.ts'
import type { RedisServer } from '../redis-server.ts'
import { ServerStartError } from '../testing-errors.ts'
import { startRedisProcess } from './redis-process.ts'

export interface RedisClusterOptions {
  /** So many of the three masters have a replica. */
  readonly replicas?: number
  /** Arguments after our own, for every node. */
  readonly args?: readonly string[]
}

export interface RedisCluster {
  /** `redis+cluster://` with all masters. */
  readonly url: string
  readonly masters: readonly RedisServer[]
  readonly replicas: readonly RedisServer[]
  /** Makes a replica the master of its slots, in agreement with the one that was. */
  failOver(replica: RedisServer): Promise<void>
  stop(): Promise<void>
}

const MASTERS = 3
const SLOTS = 16_384
const FORMED_MS = 20_000
const POLL_MS = 25

/**
 * By default a dead master is missed after 15 s, and a replica waits 5 s for its first data. Without
 * replicas nobody takes over, and a machine that is busy for a second should bring nothing down.
 */
const quick = ['--cluster-node-timeout', '1000', '--repl-diskless-sync-delay', '0']

export async function startRedisClusterProcesses(
  command: string,
  { replicas = 0, args = [] }: RedisClusterOptions = {},
): Promise<RedisCluster> {
  const settings = [...(replicas > 0 ? quick : []), ...args]
  const nodes = await startNodes(command, { count: MASTERS + replicas, args: settings })
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map(({ server, client }) => (client.disconnect(), server.stop())))
  }
  try {
    await form(nodes)
  } catch (error) {
    await stop()
    throw error
  }
  const servers = nodes.map(({ server }) => server)
  return {
    url: `redis+cluster://${servers.slice(0, MASTERS).map(hostOf).join(',')}`,
    masters: servers.slice(0, MASTERS),
    replicas: servers.slice(MASTERS),
    failOver: async (replica) => {
      const node = nodes.find(({ server }) => server === replica)
      await node?.client.cluster('FAILOVER')
    },
    stop,
  }
}

interface Node {
  readonly server: RedisServer
  readonly busPort: number
  readonly client: Redis
}

function hostOf({ port }: RedisServer): string {
  return `127.0.0.1:${port}`
}

async function startNodes(
  command: string,
  { count, args }: { count: number; args: readonly string[] },
): Promise<Node[]> {
  const started = await Promise.allSettled(
    Array.from({ length: count }, () => onFreePort((busPort) => startNode(command, busPort, args))),
  )
  const nodes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const failed = started.find((one) => one.status === 'rejected')
  if (!failed) return nodes
  await Promise.all(nodes.map(({ server, client }) => (client.disconnect(), server.stop())))
  throw failed.reason
}

async function startNode(command: string, busPort: number, args: readonly string[]): Promise<Node> {
  const own = ['--cluster-enabled', 'yes', '--cluster-port', String(busPort)]
  const server = await startRedisProcess(command, { args: [...own, ...args] })
  const client = new Redis(server.port, '127.0.0.1')
  // Tests crash these servers; whoever sends a command hears of it.
  client.on('error', () => undefined)
  return { server, busPort, client }
}

async function form(nodes: readonly Node[]): Promise<void> {
  const [first, ...others] = nodes
  if (!first) return
  for (const [index, { client }] of nodes.entries()) {
    await client.cluster('SET-CONFIG-EPOCH', index + 1)
    const from = Math.ceil((index * SLOTS) / MASTERS)
    const to = Math.ceil(((index + 1) * SLOTS) / MASTERS) - 1
    if (index < MASTERS) await client.call('CLUSTER', ['ADDSLOTSRANGE', from, to])
  }
  for (const { server, busPort } of others) {
    await first.client.call('CLUSTER', ['MEET', '127.0.0.1', server.port, busPort])
  }
  await until(nodes, (info) => info.includes(`cluster_known_nodes:${nodes.length}\r`))
  for (const [index, { client }] of nodes.slice(MASTERS).entries()) {
    const master = nodes[index]
    if (master) await client.cluster('REPLICATE', await master.client.cluster('MYID'))
  }
  await until(nodes, (info) => info.includes('cluster_state:ok'))
  await Promise.all(nodes.slice(MASTERS).map(({ client }) => untilInSync(client)))
}

async function until(nodes: readonly Node[], holds: (info: string) => boolean): Promise<void> {
  await poll(async () => {
    const infos = await Promise.all(nodes.map(({ client }) => client.cluster('INFO')))
    return infos.every((info) => holds(info))
  })
}

async function untilInSync(client: Redis): Promise<void> {
  await poll(async () => (await client.info('replication')).includes('master_link_status:up'))
}

async function poll(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAtMs = Date.now() + FORMED_MS
  while (!(await holds())) {
    if (Date.now() > giveUpAtMs)
      throw new ServerStartError(`The Redis Cluster was not formed after ${FORMED_MS} ms`)
    await delay(POLL_MS)
  }
}
