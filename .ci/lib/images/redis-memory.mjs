/**
 * Usage: redis-memory.mjs <image with redis-server>. Redis with the shipped configuration, inside the memory and the CPU that
 * deploy/ gives it, is filled until it evicts; then its file is rewritten while clients go on writing as fast as
 * they can. It must not be killed, and must answer all the while.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { docker, inspect, network, removeAll, start, volume } from './containers.mjs'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const { Redis } = createRequire(join(ROOT, 'packages', 'cache', 'package.json'))('ioredis')
const { load } = createRequire(join(ROOT, 'deploy', 'package.json'))('js-yaml')
const MIB = 1024 * 1024
const REWRITES = 1
const PIPELINE = 50
const WRITERS = 4
const DEADLINE_MS = 120_000
/** Values do not compress and have many sizes, so that the allocator fragments. */
const NOISE = Buffer.from(Array.from({ length: 128 * 1024 }, () => Math.floor(Math.random() * 256)))
const SIZES = [200, 900, 2000, 5000, 12_000, 40_000]

const [image = ''] = process.argv.slice(2)
const { limits } = load(readFileSync(join(ROOT, 'deploy/base/redis/deployment.yaml'), 'utf8')).spec
  .template.spec.containers[0].resources
const started = performance.now()
try {
  await main()
} finally {
  await removeAll()
}

async function main() {
  const net = await network()
  const data = await volume('redis-data', { owner: 10379, image })
  const users = `user default off\nuser app on nopass ~* +@all`
  const name = await start('redis', {
    image,
    options: [
      `--network=${net}`,
      '--user=10379:10379',
      '--publish=127.0.0.1::6379',
      `--volume=${data}:/data:nocopy`,
      `--volume=${join(ROOT, 'deploy/base/redis')}:/etc/redis:ro`,
      '--tmpfs=/etc/redis-users:mode=1777',
      `--memory=${bytes(limits.memory)}`,
      `--memory-swap=${bytes(limits.memory)}`,
      `--cpus=${cores(limits.cpu)}`,
      '--entrypoint=sh',
    ],
    command: [
      '-c',
      `printf '%s\\n' '${users}' >/etc/redis-users/users.acl && exec redis-server /etc/redis/redis.conf`,
    ],
  })
  const port = Number((await docker('port', name, '6379')).split('\n')[0].split(':').at(-1))
  const redis = new Redis({ port, username: 'app', password: 'x', maxRetriesPerRequest: null })
  redis.on('error', () => {})
  const state = { stopped: false, written: 0 }
  const peaks = { group: 0, redis: 0, forks: 0 }
  try {
    const writers = Promise.all(Array.from({ length: WRITERS }, () => write(redis, state)))
    await until(async () => Number((await info(redis)).evicted_keys) > 1000)
    const filledMs = performance.now() - started
    const before = state.written
    for (let rewrite = 0; rewrite < REWRITES; rewrite += 1)
      await rewriteFile(redis, { name, peaks })
    const during = state.written - before
    state.stopped = true
    await writers
    const end = await info(redis)
    assert.equal(end.aof_last_bgrewrite_status, 'ok')
    assert.equal(end.aof_last_write_status, 'ok')
    assert.equal(
      await inspect(name, '{{.State.OOMKilled}} {{.State.Running}} {{.RestartCount}}'),
      'false true 0',
    )
    assert.ok(peaks.forks > 0, 'No rewrite was seen while it ran')
    assert.ok(
      Number(end.used_memory) > 500 * MIB,
      `Expected it to be full, got ${end.used_memory} bytes`,
    )
    assert.ok(peaks.group < bytes(limits.memory), 'The processes took all of the limit')
    const seconds = ((performance.now() - started) / 1000).toFixed(0)
    console.log(
      `Redis ${end.redis_version}: full (${mib(end.used_memory)} of ${mib(end.maxmemory)}) after ${(filledMs / 1000).toFixed(0)} s, ` +
        `rewritten, with ${during} writes meanwhile: not killed. Peak of its processes ${mib(peaks.group)} of ${limits.memory} ` +
        `(itself ${mib(peaks.redis)}, fragmentation ${end.mem_fragmentation_ratio}); evicted ${end.evicted_keys} keys; ${seconds} s`,
    )
  } finally {
    state.stopped = true
    redis.disconnect()
  }
}

async function write(redis, state) {
  while (!state.stopped) {
    const pipeline = redis.pipeline()
    for (let index = 0; index < PIPELINE; index += 1) {
      const size = SIZES[Math.floor(Math.random() * SIZES.length)]
      const from = Math.floor(Math.random() * (NOISE.length - size))
      pipeline.set(
        `cs1:${Math.floor(Math.random() * 200_000)}`,
        NOISE.subarray(from, from + size),
        'PX',
        3_600_000,
      )
    }
    for (const [error] of await pipeline.exec()) if (error !== null) throw error
    state.written += PIPELINE
  }
}

async function rewriteFile(redis, { name, peaks }) {
  // One that it began by itself may be under way.
  await until(async () => (await info(redis)).aof_rewrite_in_progress === '0')
  await redis.bgrewriteaof()
  let seen = false
  await until(async () => {
    const now = await info(redis)
    if (now.aof_rewrite_in_progress === '1') {
      seen = true
      peaks.forks += 1
    }
    peaks.group = Math.max(peaks.group, await anonymousBytes(name))
    peaks.redis = Math.max(peaks.redis, Number(now.used_memory_rss))
    return seen && now.aof_rewrite_in_progress === '0'
  })
}

/** What its processes hold and nobody can take back; the pages of files in the same group can be dropped at any time. */
async function anonymousBytes(name) {
  const stat = await docker(
    'exec',
    name,
    'sh',
    '-c',
    'cat /sys/fs/cgroup/memory/memory.stat 2>/dev/null || cat /sys/fs/cgroup/memory.stat',
  )
  return Number(/^(?:total_rss|anon) (\d+)$/m.exec(stat)?.[1] ?? Number.NaN)
}

async function info(redis) {
  const text = await redis.info()
  return Object.fromEntries(
    text
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => line.split(/:(.*)/s)),
  )
}

async function until(isSo) {
  while (!(await isSo())) {
    if (performance.now() - started > DEADLINE_MS)
      throw new Error(`Redis took longer than ${DEADLINE_MS} ms`)
    await sleep(100)
  }
}

function bytes(quantity) {
  const units = { Mi: MIB, Gi: 1024 * MIB }
  return parseInt(quantity) * units[quantity.slice(-2)]
}

function cores(quantity) {
  return quantity.endsWith('m') ? parseInt(quantity) / 1000 : Number(quantity)
}

function mib(amount) {
  return `${Math.round(Number(amount) / MIB)} MiB`
}
