import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { startRedisCluster, startRedisServer, testRedis } from '@cstore/testing'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { connectRedis } from '../tiers/redis/connect.ts'
import { RedisTier } from '../tiers/redis-tier.ts'
import { LATE_MS } from './change-log.ts'
import { describeChangeLog, WRITER_MS, type LogUnderTest } from './change-log-contract.ts'
import { RedisChangeLog } from './redis-change-log.ts'

async function logAt(url: string, stop: () => Promise<void>): Promise<LogUnderTest> {
  const links = await connectRedis({ url, timeoutMs: 2000, onError: () => undefined })
  const tier = new RedisTier(links)
  const log = new RedisChangeLog({
    links,
    identity: () => tier.identity(),
    namespace: `test-${crypto.randomUUID()}`,
    maxEntries: 100,
    writerMs: WRITER_MS,
  })
  return {
    log,
    place: { epoch: '1', server: tier.identity() ?? '' },
    pass: (ms) => delay(ms),
    close: async () => {
      log.rest()
      await tier.close()
      await stop()
    },
  }
}

describeChangeLog('the log of changes in Redis', async () => {
  const redis = await testRedis()
  return logAt(redis.url, () => redis.close())
})

/** What `docs/operations.md` tells people to grant, and nothing else. */
function documentedRule(): string[] {
  const page = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8')
  const rule = /^user cstore .*$/m.exec(page)?.[0] ?? ''
  return rule.replace('<password>', 'secret').split(' ').slice(1)
}

describeChangeLog('the log of changes in Redis with the documented user', async () => {
  const args = ['--user', 'default', 'off', '--user', ...documentedRule()]
  const server = await startRedisServer({ args })
  return logAt(server.url.replace('://', '://cstore:secret@'), () => server.stop())
})

it('works on a cluster, follows it there', async () => {
  const servers = await startRedisCluster()
  const { log, place, close } = await logAt(servers.url, () => servers.stop())
  const { last } = await log.read(place, { after: null, limit: 1 })
  const rung = log.ring(place, last)
  const key = { collection: 'c', id: 'one' }
  await log.begin(place, { token: 'a', keys: [key] })
  await log.end(place, { token: 'a', keys: [key], changes: [{ key, op: 'update', version: 2 }] })
  await rung
  expect((await log.read(place, { after: last, limit: 9 })).entries).toMatchObject([
    { kind: 'change', change: { key, op: 'update', version: 2 } },
  ])
  await close()
})

it('begins anew when a part of it was evicted, and resets once writes from before are over', async () => {
  const server = await startRedisServer()
  const { log, place, close } = await logAt(server.url, () => server.stop())
  const { last } = await log.read(place, { after: null, limit: 1 })
  const key = { collection: 'c', id: 'one' }
  await log.begin(place, { token: 'a', keys: [key] })
  const admin = new Redis(server.url)
  const [open = ''] = await admin.keys('*open')
  await admin.del(open)
  admin.disconnect()
  const anew = await log.read(place, { after: last, limit: 9 })
  expect(anew).toMatchObject({ lost: true, entries: [] })
  await log.end(place, { token: 'a', keys: [key], changes: [{ key, op: 'update', version: 2 }] })
  await delay(WRITER_MS + LATE_MS + 200)
  expect((await log.read(place, { after: anew.last, limit: 9 })).entries).toMatchObject([
    { kind: 'change', change: { key, op: 'unknown' } },
    { kind: 'reset' },
  ])
  await close()
})

it('sends nothing to a server that it was not meant for', async () => {
  const server = await startRedisServer()
  const { log, close } = await logAt(server.url, () => server.stop())
  const place = { epoch: '1', server: 'another' }
  await expect(log.read(place, { after: null, limit: 1 })).rejects.toThrow('The cache is away')
  await close()
})
