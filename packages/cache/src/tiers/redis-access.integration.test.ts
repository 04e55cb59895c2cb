import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { startRedisCluster, startRedisServer, startRedisTls } from '@cstore/testing'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { tierKeys } from '../cache-key.ts'
import { RedisRates } from '../rates/redis-rates.ts'
import { connectRedis } from './redis/connect.ts'
import { RedisTier } from './redis-tier.ts'
import { describeTierLists } from './tier-contract-lists.ts'
import { describeTier, type TierUnderTest } from './tier-contract.ts'

const keyOf = (id: string) => tierKeys('test', { collection: 'c', id })
const valueOf = (id: string): Buffer => Buffer.alloc(4096, id)

async function tierAt(url: string): Promise<RedisTier> {
  return new RedisTier(await connectRedis({ url, timeoutMs: 2000, onError: () => undefined }))
}

/** What `docs/operations.md` tells people to grant, and nothing else. */
function documentedRule(): string[] {
  const page = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8')
  const rule = /^user cstore .*$/m.exec(page)?.[0] ?? ''
  return rule.replace('<password>', 'p%40ss').split(' ').slice(1)
}

/** The documented user alone, with a password that has to be encoded in an address. */
function userArguments(): string[] {
  return ['--user', 'default', 'off', '--user', ...documentedRule()]
}

/** The rule has `p%40ss`, literally; an address has its percent sign encoded. */
const LOGIN = 'cstore:p%2540ss'

async function overTls(): Promise<TierUnderTest> {
  const server = await startRedisTls({ args: userArguments() })
  const tier = await tierAt(
    `rediss://${LOGIN}@127.0.0.1:${server.tlsPort}/3?tls_ca=${server.caFile}`,
  )
  const close = async (): Promise<void> => {
    await tier.close()
    await server.stop()
  }
  return { tier, pass: (ms) => delay(ms), close }
}

describeTier('Redis over TLS with the documented user', overTls)
describeTierLists('Redis over TLS with the documented user', overTls)

it('refuses an address whose authorities are not there, before it connects', async () => {
  for (const file of ['/nowhere/ca.pem', import.meta.filename]) {
    await expect(tierAt(`rediss://127.0.0.1:1?tls_ca=${file}`)).rejects.toThrow(
      'a file with certificates in PEM form as its tls_ca',
    )
  }
})

it('does not trust a certificate that nobody vouches for', async () => {
  const server = await startRedisTls()
  const tier = await tierAt(`rediss://127.0.0.1:${server.tlsPort}`)
  expect(tier.identity()).toBeNull()
  await expect(tier.get(keyOf('one').value)).rejects.toThrow('The cache is away')
  await tier.close()
  await server.stop()
})

it('works on a cluster with the documented user', async () => {
  const servers = await startRedisCluster()
  for (const { url } of servers.masters) {
    const admin = new Redis(url)
    await admin.call('ACL', ['SETUSER', ...documentedRule()])
    admin.disconnect()
  }
  const tier = await tierAt(servers.url.replace('://', `://${LOGIN}@`))
  expect(tier.identity()).not.toBeNull()
  await tier.acquire(keyOf('one'), { token: 'a', leaseMs: 60_000, refresh: false })
  const fill = { token: 'a', value: Buffer.from('value'), ttlMs: 60_000 }
  expect(await tier.fill(keyOf('one'), fill)).toBe('stored')
  expect(await tier.get(keyOf('one').value)).toEqual(Buffer.from('value'))
  await tier.ping()
  await tier.close()
  await servers.stop()
})

it('counts requests on a cluster with the documented user', async () => {
  const servers = await startRedisCluster()
  for (const { url } of servers.masters) {
    const admin = new Redis(url)
    await admin.call('ACL', ['SETUSER', ...documentedRule()])
    admin.disconnect()
  }
  const url = servers.url.replace('://', `://${LOGIN}@`)
  const links = await connectRedis({ url, timeoutMs: 2000, onError: () => undefined })
  const local = { take: () => Promise.reject(new Error('not on the cluster')) }
  const rates = new RedisRates({
    link: links.data,
    identity: () => links.data.identity(),
    namespace: 'test',
    local,
  })
  const subjects = Array.from({ length: 20 }, (_, index) => `subject ${index}`)
  const quota = { limit: 2, windowMs: 3_600_000 }
  const all = await Promise.all(subjects.map((subject) => rates.take(subject, quota)))
  expect(all.map(({ remaining }) => remaining)).toEqual(subjects.map(() => 1))
  links.close()
  await servers.stop()
})

it('does not get in with a wrong password, and says nothing of it', async () => {
  const server = await startRedisServer({ args: ['--requirepass', 'right'] })
  const tier = await tierAt(server.url.replace('://', '://:wrong@'))
  expect(tier.identity()).toBeNull()
  await tier.close()
  await server.stop()
})

it('loses values, and nothing but values, when memory is short', async () => {
  const server = await startRedisServer({
    args: ['--maxmemory', '4mb', '--maxmemory-policy', 'allkeys-lru'],
  })
  const tier = await tierAt(server.url)
  const ids = Array.from({ length: 2000 }, (_, index) => `id ${index}`)
  for (const id of ids) {
    await tier.acquire(keyOf(id), { token: id, leaseMs: 60_000, refresh: false })
    await tier.fill(keyOf(id), { token: id, value: valueOf(id), ttlMs: 60_000 })
  }
  const found = await Promise.all(ids.map((id) => tier.get(keyOf(id).value)))
  const kept = ids.filter((_, index) => found[index] !== null)
  expect(kept.length).toBeGreaterThan(0)
  expect(kept.length).toBeLessThan(ids.length)
  expect(ids.every((id, index) => found[index]?.equals(valueOf(id)) ?? true)).toBe(true)
  // A lease that is gone rejects the fill that came with it.
  await tier.acquire(keyOf('one'), { token: 'a', leaseMs: 60_000, refresh: false })
  const admin = new Redis(server.url)
  await admin.del(keyOf('one').lease)
  admin.disconnect()
  const fill = { token: 'a', value: Buffer.from('value'), ttlMs: 60_000 }
  expect(await tier.fill(keyOf('one'), fill)).toBe('rejected')
  await tier.close()
  await server.stop()
})
