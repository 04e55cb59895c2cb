import { expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { ChangeFeed, type Follower } from './change-feed.ts'
import type { ChangeLog, LogPlace } from './change-log.ts'
import { MemoryChangeLog } from './memory-change-log.ts'

const KEY = { collection: 'c', id: 'one' }

/** A log for each epoch, as Redis has it; `epoch` null: the cache is closed. */
class Epochs {
  epoch: string | null = '1'
  readonly #logs = new Map<string, MemoryChangeLog>()
  readonly log: ChangeLog = {
    source: 'memory',
    begin: (place, intent) => this.#at(place).begin(place, intent),
    end: (place, result) => this.#at(place).end(place, result),
    read: (place, request) => this.#at(place).read(place, request),
    ring: (place, after) => this.#at(place).ring(place, after),
    rest: () => this.#logs.forEach((log) => log.rest()),
  }
  readonly feed = new ChangeFeed({
    log: this.log,
    epochs: {
      forRead: () =>
        this.epoch === null ? null : { epoch: this.epoch, server: 's', verified: true },
    },
    // Nobody waits for a bell that does not ring.
    clock: { ...systemClock, sleep: (ms) => systemClock.sleep(Math.min(ms, 20)) },
  })

  async write(version: number): Promise<void> {
    const place = { epoch: this.epoch ?? '', server: 's' }
    const token = `t${version}`
    await this.log.begin(place, { token, keys: [KEY] })
    const changes = [{ key: KEY, op: 'replace' as const, version, createdAtMs: 1 }]
    await this.log.end(place, { token, keys: [KEY], changes })
  }

  #at({ epoch }: LogPlace): MemoryChangeLog {
    const options = { maxEntries: 3000, writerMs: 60_000 }
    const known = this.#logs.get(epoch) ?? new MemoryChangeLog(options, systemClock)
    this.#logs.set(epoch, known)
    return known
  }
}

/** What a follower is told until it has heard of `last`. */
async function heard(follower: Follower, last: number | 'reset'): Promise<(number | 'reset')[]> {
  const told: (number | 'reset')[] = []
  while (told.at(-1) !== last) {
    const news = follower.news()
    const step = await follower.next()
    if (!step) await Promise.race([news, systemClock.sleep(50)])
    for (const entry of step?.entries ?? []) {
      if (entry.kind === 'change') told.push(entry.change.version ?? -1)
    }
    if (step?.reset) told.push('reset')
  }
  return told
}

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

it('tells followers what comes after they began, and not what was before', async () => {
  const world = new Epochs()
  await world.write(1)
  const follower = await world.feed.follow(null)
  await world.write(2)
  await world.write(3)
  expect(await heard(follower, 3)).toEqual([2, 3])
  follower.close()
})

it('lets one who fell far behind catch up, without loss or repetition', async () => {
  const world = new Epochs()
  const quick = await world.feed.follow(null)
  const slow = await world.feed.follow(null)
  for (const n of numbers(1, 2900)) await world.write(n)
  expect(await heard(quick, 2900)).toEqual(numbers(1, 2900))
  expect(await heard(slow, 2900)).toEqual(numbers(1, 2900))
  await world.write(2901)
  expect(await heard(slow, 2901)).toEqual([2901])
  quick.close()
  slow.close()
})

it('resets one who fell out of the log, and goes on from there', async () => {
  const world = new Epochs()
  const cursor = await cursorOf(world)
  for (const n of numbers(1, 7000)) await world.write(n)
  const follower = await world.feed.follow(cursor)
  expect(await heard(follower, 'reset')).toEqual(['reset'])
  await world.write(7001)
  expect(await heard(follower, 7001)).toEqual([7001])
  follower.close()
})

it('resets everyone when the epoch is another one, and only then', async () => {
  const world = new Epochs()
  const follower = await world.feed.follow(null)
  const { cursor } = follower
  await world.write(1)
  expect(await heard(follower, 1)).toEqual([1])
  world.epoch = null
  await systemClock.sleep(50)
  expect(await follower.next()).toBeNull()
  world.epoch = '2'
  expect(await heard(follower, 'reset')).toEqual(['reset'])
  await world.write(2)
  expect(await heard(follower, 2)).toEqual([2])
  const resumed = await world.feed.follow(cursor)
  expect(await heard(resumed, 'reset')).toEqual(['reset'])
  follower.close()
  resumed.close()
})

it('refuses followers while nobody can tell where the log is', async () => {
  const world = new Epochs()
  world.epoch = null
  await expect(world.feed.follow(null)).rejects.toMatchObject({
    code: 'CSTORE_CACHE_CHANGES_UNAVAILABLE',
  })
})

async function cursorOf({ feed }: Epochs): Promise<string> {
  const follower = await feed.follow(null)
  follower.close()
  return follower.cursor
}
