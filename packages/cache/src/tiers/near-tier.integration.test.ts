import { setTimeout as delay } from 'node:timers/promises'
import { FaultProxy, startRedisServer, type RedisServer } from '@cstore/testing'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { NearTier } from './near-tier.ts'
import { BOUND_MS, keyOf, keys, measure, startProcess, type Process } from './near/near-process.ts'
import { describeTier } from './tier-contract.ts'

let server: RedisServer
let admin: Redis
const open: NearTier[] = []

async function start(options?: Parameters<typeof startProcess>[1]): Promise<Process> {
  const process = await startProcess(server.url, options)
  open.push(process.near)
  return process
}

beforeEach(async () => {
  server = await startRedisServer()
  admin = new Redis(server.url)
  admin.on('error', () => undefined)
})

afterEach(async () => {
  await Promise.all(open.splice(0).map((near) => near.close()))
  admin.disconnect()
  await server.stop()
})

describeTier('near', async () => {
  const own = await startRedisServer()
  const { near } = await startProcess(own.url)
  return {
    tier: near,
    pass: (ms: number) => delay(ms),
    close: async () => {
      await near.close()
      await own.stop()
    },
  }
})

async function getsServed(): Promise<number> {
  return Number(/cmdstat_get:calls=(\d+)/.exec(await admin.info('commandstats'))?.[1] ?? 0)
}

it('serves a thousand reads without a round trip', async () => {
  const { write, warm, read } = await start()
  await write('1')
  await warm()
  const before = await getsServed()
  const startedMs = performance.now()
  for (let count = 0; count < 1000; count++) expect(await read()).toBe('1')
  // A copy is asked for again once it is a second old.
  const asked = 1 + Math.ceil((performance.now() - startedMs) / 1000)
  expect((await getsServed()) - before).toBeLessThanOrEqual(asked)
})

it('forgets what another process has written', async () => {
  const [one, other] = [await start(), await start()]
  await one.write('1')
  await one.warm()
  await other.write('2')
  await expect.poll(() => one.read(), { interval: 1, timeout: BOUND_MS + 50 }).toBe('2')
})

it('sees its own writes at once', async () => {
  const { write, warm, read } = await start()
  for (let version = 0; version < 200; version++) {
    await write(String(version))
    expect(await read()).toBe(String(version))
    if (version % 50 === 0) await warm()
  }
})

it('forgets what is flushed, expired or evicted in Redis', async () => {
  const { write, warm, read } = await start()
  await write('1')
  await warm()
  await admin.flushall()
  await expect.poll(() => read(), { interval: 1, timeout: BOUND_MS + 50 }).toBeNull()
  await write('2')
  await warm()
  await admin.pexpire(keys.value, 1)
  await expect.poll(() => read(), { interval: 1, timeout: 1500 }).toBeNull()
})

it('forgets everything when the tracking connection is cut, and serves again later', async () => {
  const { near, write, warm, read, tracker } = await start()
  await write('1')
  await warm()
  expect(near.bytes).toBeGreaterThan(0)
  const closed = new Promise((resolve) => tracker.once('close', resolve))
  await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
  await closed
  expect(near.bytes).toBe(0)
  // Nobody hears of this change.
  await admin.set(keys.value, '2', 'PX', 60_000)
  expect(await read()).toBe('2')
  await warm()
})

it('forgets everything when the connections of the shared tier are cut', async () => {
  const { near, write, warm } = await start()
  await write('1')
  await warm()
  await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
  await expect.poll(() => near.bytes, { interval: 1 }).toBe(0)
  await warm()
})

it('stops serving within the bound when Redis hangs, and serves again when it wakes', async () => {
  const { write, warm, near } = await start()
  await write('1')
  await warm()
  await server.kill('SIGSTOP')
  const stoppedMs = performance.now()
  let servedMs = stoppedMs
  for (;;) {
    const readMs = performance.now()
    const served = await Promise.race([
      near.get(keys.value, { near: true }).catch(() => null),
      delay(20).then(() => null),
    ])
    if (!served) break
    servedMs = readMs
    await delay(1)
  }
  expect(servedMs - stoppedMs).toBeLessThanOrEqual(BOUND_MS)
  await server.kill('SIGCONT')
  await warm()
})

it('makes a new connection when Redis stops telling of changes', async () => {
  const { write, warm, read, tracker } = await start()
  await write('1')
  await warm()
  let lost = false
  tracker.on('close', () => (lost = true))
  // The connection stays and is subscribed to nothing.
  await tracker.unsubscribe()
  await expect
    .poll(
      async () => {
        await read()
        return lost
      },
      { interval: 20, timeout: 4000 },
    )
    .toBe(true)
  await warm()
})

it('holds no more bytes than it may', async () => {
  const { near, write, warm, read } = await start({ maxBytes: 50_000 })
  await write('x', keyOf('warm'))
  await warm(keyOf('warm'))
  for (let id = 0; id < 100; id++) {
    await write('x'.repeat(2000), keyOf(id))
    await read(keyOf(id))
    expect(near.bytes).toBeLessThanOrEqual(50_000)
  }
  await expect.poll(() => read(keyOf(99)).then(() => near.bytes)).toBeGreaterThan(2000)
})

it('is off on a cluster, and says so', async () => {
  const cluster = await startRedisServer({ args: ['--cluster-enabled', 'yes'] })
  const { near, warnings } = await startProcess(cluster.url)
  await expect.poll(() => warnings).toHaveLength(1)
  expect(warnings[0]).toMatch(/near cache is off.*cluster/i)
  await near.close()
  await cluster.stop()
})

it('never serves a value for longer than the bound after it was replaced', async () => {
  const readers = [await start(), await start()]
  const measured = await measure(await start(), readers, () => delay(2000))
  expect(measured.worstMs).toBeLessThanOrEqual(BOUND_MS)
  expect(measured.hits).toBeGreaterThan(measured.reads / 2)
})

it('keeps to the bound however late invalidations arrive', async () => {
  const { hostname, port } = new URL(server.url)
  const proxy = await FaultProxy.start({ host: hostname, port: Number(port) })
  const trackerUrl = proxy.addressFor(server.url)
  const readers = [await start({ trackerUrl }), await start({ trackerUrl })]
  const measured = await measure(await start(), readers, async () => {
    for (const delayMs of [0, 50, 90, 0, 150, 50, 400, 0]) {
      proxy.set('toClient', { delayMs })
      await delay(600)
    }
  })
  expect(measured.worstMs).toBeLessThanOrEqual(BOUND_MS)
  // Late enough to see the bound at work.
  expect(measured.worstMs).toBeGreaterThan(BOUND_MS / 3)
  expect(measured.hits).toBeGreaterThan(1000)
  await proxy.close()
})
