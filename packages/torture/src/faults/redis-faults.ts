/** What happens to the Redis server itself. */
import { setTimeout as delay } from 'node:timers/promises'
import type { TortureRedis } from '../cluster/redis.ts'
import type { Fault } from './fault.ts'

const lostMs = 1000
const fillerPauseMs = 20
const growPatienceMs = 3000
const roomBytes = 500_000

/** Without keys: what is filled in has nothing to do with what it drives out. */
const fillScript = `
for number = 1, 20 do
  redis.call('SET', 'filler:' .. ARGV[1] .. ':' .. number, string.rep('x', 4096), 'PX', 5000)
end`

export const redisFaults: readonly Fault[] = [
  {
    name: 'redis-kill',
    scope: 'all',
    claims: ['redis'],
    inject: async ({ cluster: { redis }, hold }) => {
      await redis.server.kill('SIGKILL')
      await hold(50, 1500)
      await redis.server.restart()
      return undefined
    },
  },
  {
    name: 'redis-power-loss',
    scope: 'all',
    claims: ['redis', 'redis link'],
    inject: async ({ cluster: { redis }, hold }) => {
      await untilItGrows(redis)
      await redis.server.kill('SIGKILL')
      const bytes = await redis.appendOnlyFile.forgetLast(lostMs)
      await hold(50, 1000)
      await redis.server.restart()
      return `the last ${bytes} bytes of the append-only file were lost`
    },
  },
  {
    name: 'redis-stop',
    scope: 'all',
    claims: ['redis'],
    inject: async ({ cluster: { redis }, hold }) => {
      await redis.server.kill('SIGSTOP')
      await hold(300, 3000)
      await redis.server.kill('SIGCONT')
      return undefined
    },
  },
  {
    name: 'flushall',
    scope: 'all',
    claims: ['redis'],
    inject: async ({ cluster: { redis } }) => {
      await redis.command('FLUSHALL')
      return undefined
    },
  },
  {
    name: 'script-flush',
    scope: 'all',
    claims: ['redis'],
    inject: async ({ cluster: { redis } }) => {
      await redis.command('SCRIPT', 'FLUSH')
      return undefined
    },
  },
  {
    name: 'eviction',
    scope: 'all',
    claims: ['redis'],
    inject: async ({ cluster: { redis }, hold }) => {
      const before = await evictedKeys(redis)
      const enough = new AbortController()
      const held = hold(500, 2000).finally(() => enough.abort())
      try {
        await Promise.all([held, fillMemory(redis, enough.signal)])
      } finally {
        await redis.command('CONFIG', 'SET', 'maxmemory', 0)
      }
      return `${(await evictedKeys(redis)) - before} keys were evicted`
    },
  },
]

/** Else there would be nothing to lose: after an outage processes take a moment to come back. */
async function untilItGrows({ appendOnlyFile }: TortureRedis): Promise<void> {
  const giveUpAt = performance.now() + growPatienceMs
  while (!appendOnlyFile.grows && performance.now() < giveUpAt) await delay(fillerPauseMs)
}

async function fillMemory(redis: TortureRedis, enough: AbortSignal): Promise<void> {
  const used = Number(/used_memory:(\d+)/.exec(String(await redis.command('INFO', 'memory')))?.[1])
  await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru')
  await redis.command('CONFIG', 'SET', 'maxmemory', used + roomBytes)
  for (let round = 0; !enough.aborted; round += 1) {
    // "OOM command not allowed": there was nothing left to drive out, which is pressure enough.
    await redis.command('EVAL', fillScript, 0, round).catch(rethrowUnlessFull)
    await delay(fillerPauseMs)
  }
}

function rethrowUnlessFull(error: unknown): void {
  if (!(error instanceof Error && error.message.startsWith('OOM'))) throw error
}

async function evictedKeys(redis: TortureRedis): Promise<number> {
  return Number(/evicted_keys:(\d+)/.exec(String(await redis.command('INFO', 'stats')))?.[1])
}
