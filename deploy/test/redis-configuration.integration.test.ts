/** What the shipped configuration and users let everybody do. */
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DeployCopy, copyDeploy } from '../src/deploy-copy.ts'
import { type ShippedRedis, startShippedRedis } from './shipped-redis.ts'

let copy: DeployCopy
let redis: ShippedRedis
let port = 0
const clients: Redis[] = []

beforeEach(async () => {
  copy = await copyDeploy()
  redis = await startShippedRedis(copy)
  port = redis.port
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect()
  await redis.stop()
  await copy.remove()
})

async function connect(username: string, key?: string): Promise<Redis> {
  const password = key === undefined ? username : await redis.password(key)
  const client = new Redis({
    port,
    username,
    password,
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
