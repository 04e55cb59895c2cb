/** The shipped configuration and users in a real redis-server, with only paths and port replaced. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  findOnPath,
  onFreePort,
  type ServerProcess,
  startServerProcess,
} from '@cstore/testing/standalone'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DeployCopy, copyDeploy } from '../src/deploy-copy.ts'
import { missing } from './missing.ts'

let copy: DeployCopy
let server: ServerProcess
let port = 0
const clients: Redis[] = []

beforeEach(async () => {
  const command = await findOnPath('redis-server')
  if (command === null) missing('redis-server on the PATH')
  copy = await copyDeploy()
  await copy.run('make-secrets', 'local')
  const started = await onFreePort(async (free) => ({ free, server: await start(command, free) }))
  server = started.server
  port = started.free
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect()
  await server.end()
  await copy.remove()
})

async function start(command: string, free: number): Promise<ServerProcess> {
  const data = join(copy.folder, 'data')
  await mkdir(data, { recursive: true })
  const shipped = await readFile(join(copy.folder, 'base/redis/redis.conf'), 'utf8')
  const configuration = shipped
    .replace('port 6379', `port ${free}\nbind 127.0.0.1`)
    .replace('dir /data', `dir ${data}`)
    .replace('/etc/redis-users/users.acl', join(secrets(), 'users.acl'))
  const file = join(copy.folder, 'redis.conf')
  await writeFile(file, configuration)
  return startServerProcess({ command, args: [file], ready: /Ready to accept connections/ })
}

const secrets = (): string => join(copy.folder, 'overlays/local/made-by-make-secrets')

async function connect(username: string, key?: string): Promise<Redis> {
  const file = await readFile(join(secrets(), 'redis.env'), 'utf8')
  const password = key === undefined ? username : new RegExp(`^${key}=(.*)$`, 'm').exec(file)?.[1]
  const client = new Redis({
    port,
    username,
    password: password ?? '',
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    lazyConnect: true,
  })
  client.on('error', () => {})
  clients.push(client)
  return client
}

describe('Redis as it is shipped', () => {
  it('lets nobody in without a name', async () => {
    const nobody = new Redis({ port, lazyConnect: true, enableReadyCheck: false })
    nobody.on('error', () => {})
    clients.push(nobody)
    await expect(nobody.get('cs1:a')).rejects.toThrow('NOAUTH')
  })

  it('lets CStore at its own keys, and not at the configuration', async () => {
    const app = await connect('cstore', 'app-password')
    await expect(app.set('cs1:a', '1', 'PX', 1000)).resolves.toBe('OK')
    await expect(app.get('cs1:a')).resolves.toBe('1')
    await expect(app.get('other')).rejects.toThrow('NOPERM')
    await expect(app.config('SET', 'maxmemory', '0')).rejects.toThrow('NOPERM')
    await expect(app.flushall()).rejects.toThrow('NOPERM')
    await expect(app.call('ACL', 'LIST')).rejects.toThrow('NOPERM')
  })

  it('shows figures to the exporter, and no value', async () => {
    const exporter = await connect('exporter', 'exporter-password')
    await expect(exporter.info()).resolves.toContain('used_memory')
    await expect(exporter.config('GET', 'maxmemory')).resolves.toEqual(['maxmemory', '536870912'])
    await expect(exporter.get('cs1:a')).rejects.toThrow('NOPERM')
    await expect(exporter.config('SET', 'maxmemory', '0')).rejects.toThrow('NOPERM')
  })

  it('answers the probe, and nothing but that', async () => {
    const probe = await connect('probe')
    await expect(probe.ping()).resolves.toBe('PONG')
    await expect(probe.info()).rejects.toThrow('NOPERM')
    await expect(probe.get('cs1:a')).rejects.toThrow('NOPERM')
  })

  it('keeps to its figures', async () => {
    const exporter = await connect('exporter', 'exporter-password')
    const settings = ['maxmemory-policy', 'appendonly', 'appendfsync', 'save']
    const found = await Promise.all(settings.map((name) => exporter.config('GET', name)))
    expect(found.map((pair) => (Array.isArray(pair) ? pair[1] : pair))).toEqual([
      'allkeys-lru',
      'yes',
      'everysec',
      '',
    ])
  })

  it('refuses a password that is not the right one', async () => {
    const wrong = await connect('cstore')
    await expect(wrong.get('cs1:a')).rejects.toThrow(/closed|WRONGPASS/)
  })
})
