/** Prometheus as it is shipped over everything that it watches: what is asked is there, and alerts tell the truth. */
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { metricsOf } from './expressions.ts'
import { needPrograms } from './need-programs.ts'
import { clusterMetrics } from './not-here.ts'
import { type Stack, startStack } from './stack.ts'
import {
  emptyPanelsOf,
  emptySelectorsOf,
  everythingAsked,
  exportedMetrics,
} from './what-is-there.ts'

// The machine may be busy; usually it takes some seconds.
const patience = { timeout: 40_000, interval: 250 }
const TEST_TIMEOUT_MS = 90_000
/** What waits for minutes in the cluster and for a second here: a busy machine is slow. */
const OF_THE_MACHINE = /^CStore(Slow|HitRatioLow|LatencyBurn)/

let stack: Stack | undefined
vi.setConfig({ testTimeout: TEST_TIMEOUT_MS })

// Only a test can be skipped, so not before all of them.
beforeEach(async () => {
  await needPrograms()
  stack ??= await startStack()
})
afterAll(() => stack?.stop())

function running(): Stack {
  if (stack === undefined) throw new Error('Expected everything to run')
  return stack
}

const firing = (): Promise<string[]> => running().prometheus.firing()

async function seriousFiring(): Promise<string[]> {
  return (await firing()).filter((name) => !OF_THE_MACHINE.test(name))
}

function cachesInUse(): Promise<unknown[]> {
  return running().prometheus.query('cstore_cache_in_use == 1')
}

async function targets(): Promise<string[]> {
  const found = await running().prometheus.targets()
  return found
    .map(({ job, pod, health, lastError }) => [job, pod, health, lastError].join(' ').trim())
    .toSorted()
}

it('every target is up, under the names that discovery gives them', async () => {
  await expect
    .poll(targets, patience)
    .toEqual([
      'cstore-api cstore-api-1 up',
      'cstore-api cstore-api-2 up',
      'cstore-cdn cstore-cdn-1 up',
      'prometheus  up',
      'redis-exporter redis-exporter-1 up',
    ])
})

describe('alerts', () => {
  it('none fires while all is well', async () => {
    await expect.poll(cachesInUse, patience).toHaveLength(2)
    await expect.poll(seriousFiring, patience).toEqual([])
  })

  it('Redis is away, and back', async () => {
    await running().redis.stop()
    await expect.poll(firing, patience).toContain('CStoreRedisDown')
    await expect.poll(firing, patience).toContain('CStoreCacheClosed')
    await running().redis.startAgain()
    await expect.poll(firing, patience).not.toContain('CStoreRedisDown')
    await expect.poll(firing, patience).not.toContain('CStoreCacheClosed')
  })

  it('a process of the API is away, then both, then none', async () => {
    const [first, second] = running().apis
    await first.stop()
    await expect.poll(firing, patience).toContain('CStoreTargetDown')
    expect(await firing()).not.toContain('CStoreApiAway')
    await second.stop()
    await expect.poll(firing, patience).toContain('CStoreApiAway')
    await Promise.all([first.startAgain(), second.startAgain()])
    await expect.poll(firing, patience).not.toContain('CStoreApiAway')
    await expect.poll(firing, patience).not.toContain('CStoreTargetDown')
  })

  it('MongoDB is away, and back', async () => {
    running().mongoProxy.refuse()
    running().mongoProxy.cut()
    await expect.poll(firing, patience).toContain('CStoreMongoDbAway')
    await running().mongoProxy.heal()
    await expect.poll(firing, patience).not.toContain('CStoreMongoDbAway')
  })
})

describe('what is asked', () => {
  it('by panels has data, or a reason to have none', async () => {
    await expect.poll(() => emptyPanelsOf(running().prometheus), patience).toEqual([])
  })

  it('by rules begins with series that are there, and can be reckoned', async () => {
    await expect.poll(() => emptySelectorsOf(running().prometheus), patience).toEqual([])
    const failures = 'sum(prometheus_rule_evaluation_failures_total)'
    expect(await running().prometheus.query(failures)).toMatchObject([{ value: 0 }])
  })

  it('is of metrics that somebody exports', async () => {
    const exported = await exportedMetrics(running().metricsUrls)
    const asked = await everythingAsked()
    const unknown = asked.flatMap(({ by, expression }) =>
      metricsOf(expression)
        .filter((metric) => !exported.has(metric))
        .map((metric) => `${by}: ${metric}`),
    )
    expect(unknown).toEqual([])
    const used = new Set(asked.flatMap(({ expression }) => metricsOf(expression)))
    expect(Object.keys(clusterMetrics).filter((metric) => !used.has(metric))).toEqual([])
  })
})
