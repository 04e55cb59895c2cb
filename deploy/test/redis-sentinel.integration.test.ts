/**
 * The component `redis-sentinel` on this machine: three servers and three sentinels by its scripts, with the
 * shipped configuration, users and passwords, and a CStore that gets its address. A node is lost with the master.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  findOnPath,
  onFreePort,
  type ServerProcess,
  startServerProcess,
} from '@cstore/testing/standalone'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type DeployCopy, copyDeploy } from '../src/deploy-copy.ts'
import { parseObject, textAt } from '../src/kubernetes-object.ts'
import { missing } from './missing.ts'

const root = join(import.meta.dirname, '..', '..')
const ADMIN_KEY = 'an-admin-key-for-tests'
const PATIENCE_MS = 45_000

interface Node {
  readonly server: string
  readonly sentinel: string
  readonly folder: string
}

let copy: DeployCopy
let passwords: Readonly<Record<string, string>>
let nodes: readonly Node[] = []
const servers: ServerProcess[] = []
const sentinels: ServerProcess[] = []
const clients: Redis[] = []
let cstore: ServerProcess

beforeAll(async () => {
  if ((await findOnPath('redis-server')) === null) return
  copy = await copyDeploy()
  await copy.run('make-secrets', 'local')
  passwords = await readEnv(join(copy.folder, 'overlays/local/made-by-make-secrets/redis.env'))
  nodes = await Promise.all([0, 1, 2].map(makeNode))
  for (const node of nodes) servers.push(await startServer(node))
  for (const node of nodes) sentinels.push(await startSentinel(node))
  await until(async () => (await knownBySentinel(0)) === 'slaves=2,sentinels=3')
  cstore = await startCstore(await redisUrl())
})
afterAll(async () => {
  for (const client of clients) client.disconnect()
  await Promise.all([cstore, ...sentinels, ...servers].map((process) => process?.end()))
  await copy?.remove()
})

beforeEach(async () => {
  if ((await findOnPath('redis-server')) === null) missing('redis-server on the PATH')
})

async function readEnv(file: string): Promise<Record<string, string>> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n')
  return Object.fromEntries(lines.map((line) => line.split('=')))
}

async function makeNode(at: number): Promise<Node> {
  const folder = join(copy.folder, `node-${at}`)
  await mkdir(join(folder, 'data'), { recursive: true })
  await mkdir(join(folder, 'sentinel'), { recursive: true })
  const shipped = await readFile(join(copy.folder, 'base/redis/redis.conf'), 'utf8')
  const configuration = shipped.replace('dir /data', `dir ${join(folder, 'data')}\nbind 127.0.0.1`)
  await writeFile(join(folder, 'shipped.conf'), configuration)
  const [server, sentinel] = [await freePort(), await freePort()]
  return { folder, server: `localhost:${server}`, sentinel: `localhost:${sentinel}` }
}

const freePort = (): Promise<number> => onFreePort((port) => Promise.resolve(port))

function startScript(name: string, { env, ready }: { env: object; ready: RegExp }) {
  const args = [join(copy.folder, 'components/redis-sentinel', name)]
  const common = {
    PATH: process.env['PATH'] ?? '',
    SERVERS: nodes.map(({ server }) => server).join(' '),
    SENTINELS: nodes.map(({ sentinel }) => sentinel).join(' '),
    SENTINEL_PASSWORD: passwords['sentinel-password'] ?? '',
  }
  return startServerProcess({ command: 'sh', args, ready, env: { ...common, ...env } })
}

function startServer({ server, folder }: Node): Promise<ServerProcess> {
  return startScript('start-redis.sh', {
    ready: /Ready to accept connections/,
    env: {
      SELF: server,
      CONFIGURATION: join(folder, 'shipped.conf'),
      USERS: join(copy.folder, 'overlays/local/made-by-make-secrets/users.acl'),
      OWN_FOLDER: folder,
      REPLICA_PASSWORD: passwords['replica-password'],
    },
  })
}

function startSentinel({ sentinel, folder }: Node): Promise<ServerProcess> {
  return startScript('start-sentinel.sh', {
    ready: /\+monitor master/,
    env: {
      SELF: sentinel,
      OWN_FOLDER: join(folder, 'sentinel'),
      APP_PASSWORD: passwords['app-password'],
    },
  })
}

/** As the component says it, with the hosts of this machine. */
async function redisUrl(): Promise<string> {
  const text = await readFile(join(copy.folder, 'components/redis-sentinel/address.yaml'), 'utf8')
  const variable = 'spec template spec containers api env REDIS_URL value'
  const shipped = textAt(parseObject(text), variable)
  const hosts = nodes.map(({ sentinel }) => sentinel)
  return hosts
    .reduce((url, host, at) => url.replace(`redis-${at}.redis-members:26379`, host), shipped)
    .replaceAll('$(REDIS_PASSWORD)', passwords['app-password'] ?? '')
}

function startCstore(url: string): Promise<ServerProcess> {
  return startServerProcess({
    command: process.execPath,
    args: [join(root, 'apps/cli/src/main.ts'), 'serve'],
    ready: /(http:\S+)\/api\/v1/,
    cwd: copy.folder,
    env: { PORT: '0', REDIS_URL: url, CSTORE_ADMIN_KEY: ADMIN_KEY, CSTORE_LOG_LEVEL: 'silent' },
  })
}

function connect(address: string, username: string, password: string | undefined): Redis {
  const [host = '', port = ''] = address.split(':')
  const options = { host, port: Number(port), username, password: password ?? '' }
  const client = new Redis({ ...options, enableReadyCheck: false, maxRetriesPerRequest: 0 })
  client.on('error', () => undefined)
  clients.push(client)
  return client
}

async function knownBySentinel(at: number): Promise<string> {
  const sentinel = connect(nodes[at]?.sentinel ?? '', 'cstore', passwords['app-password'])
  const info = await sentinel.info('sentinel').catch(() => '')
  sentinel.disconnect()
  return /slaves=\d+,sentinels=\d+/.exec(info)?.[0] ?? ''
}

async function roleOf(at: number): Promise<string> {
  const server = connect(nodes[at]?.server ?? '', 'cstore', passwords['app-password'])
  const info = await server.info('replication').catch(() => '')
  server.disconnect()
  const link = /master_link_status:(\w+)/.exec(info)?.[1]
  return `${/role:(\w+)/.exec(info)?.[1]}${link === undefined ? '' : ` ${link}`}`
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAtMs = Date.now() + PATIENCE_MS
  while (!(await holds())) {
    if (Date.now() > giveUpAtMs) throw new Error(`Not so after ${PATIENCE_MS} ms: ${String(holds)}`)
    await delay(100)
  }
}

function request(path: string, method = 'GET', body?: object): Promise<Response> {
  const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' }
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
  return fetch(`${cstore.said}/api/${path}`, init)
}

const DOCUMENT = 'v1/collections/movies/documents/brazil'

async function isHit(): Promise<boolean> {
  const answer = await request(DOCUMENT)
  await answer.text()
  return answer.headers.get('cache-status')?.includes('; hit') ?? false
}

/** One write and one read: what failed, and whether what was read is what was acknowledged. */
async function writeAndRead(n: number): Promise<string[]> {
  const written = await request(DOCUMENT, 'PUT', { n })
  const read = await request(DOCUMENT)
  const { n: found } = Object(await read.json())
  return [
    ...(written.ok ? [] : [`a write: ${written.status}`]),
    ...(read.ok ? [] : [`a read: ${read.status}`]),
    ...(found === n ? [] : [`read ${found}, acknowledged ${n}`]),
  ]
}

it('goes on when the node of the master is lost, and takes it back as a replica', async () => {
  expect(await Promise.all([0, 1, 2].map(roleOf))).toEqual(['master', 'slave up', 'slave up'])
  await request('v1/collections/movies', 'PUT', {})
  await request(DOCUMENT, 'PUT', { n: 0 })
  await until(isHit)

  await Promise.all([servers[0]?.end(), sentinels[0]?.end()])
  const trouble: string[] = []
  let n = 0
  await until(async () => {
    n += 1
    trouble.push(...(await writeAndRead(n)))
    return isHit()
  })
  expect(trouble).toEqual([])
  expect((await Promise.all([1, 2].map(roleOf))).toSorted()).toEqual(['master', 'slave up'])

  const [lost] = nodes
  if (lost === undefined) throw new Error('Expected three nodes')
  ;[servers[0], sentinels[0]] = [await startServer(lost), await startSentinel(lost)]
  await until(async () => (await roleOf(0)) === 'slave up')
  await until(async () => (await knownBySentinel(0)) === 'slaves=2,sentinels=3')
  expect(await writeAndRead(n + 1)).toEqual([])
}, 120_000)

it('lets the API ask the sentinels for the master, and nothing else', async () => {
  const asApi = connect(nodes[1]?.sentinel ?? '', 'cstore', passwords['app-password'])
  await expect(asApi.call('SENTINEL', ['GET-MASTER-ADDR-BY-NAME', 'cstore'])).resolves.toHaveLength(
    2,
  )
  await expect(asApi.call('SENTINEL', ['FAILOVER', 'cstore'])).rejects.toThrow('NOPERM')
  await expect(asApi.call('SENTINEL', ['SET', 'cstore', 'quorum', '1'])).rejects.toThrow('NOPERM')
  const wrong = connect(nodes[1]?.sentinel ?? '', 'sentinel', passwords['app-password'])
  await expect(wrong.ping()).rejects.toThrow(/NOAUTH|WRONGPASS|closed/)
})

it('lets the servers among themselves do what they need, and no more', async () => {
  const asReplica = connect(nodes[1]?.server ?? '', 'replica', passwords['replica-password'])
  await expect(asReplica.get('cs1:a')).rejects.toThrow('NOPERM')
  const asSentinel = connect(nodes[1]?.server ?? '', 'sentinel', passwords['sentinel-password'])
  await expect(asSentinel.get('cs1:a')).rejects.toThrow('NOPERM')
  await expect(asSentinel.config('GET', 'masterauth')).rejects.toThrow('NOPERM')
})
