/** Prometheus as it is shipped over everything that it watches: what is asked is there, and alerts tell the truth. */
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Asked, metricsOf, panelExpressions, rules, selectorsOf } from './expressions.ts'
import { needPrograms } from './need-programs.ts'
import { clusterMetrics, emptyPanels } from './not-here.ts'
import { type Stack, startStack } from './stack.ts'

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

const isInClusterOnly = (expression: string): boolean =>
  metricsOf(expression).some((metric) => metric in clusterMetrics)

it('every target is up, under the names that discovery gives them', async () => {
  const up = async (): Promise<string[]> =>
    (await running().prometheus.targets()).map(({ job, pod, health, lastError }) =>
      [job, pod, health, lastError].join(' ').trim(),
    )
  await expect
    .poll(async () => (await up()).toSorted(), patience)
    .toEqual([
      'cstore-api cstore-api-1 up',
      'cstore-api cstore-api-2 up',
      'cstore-cdn cstore-cdn-1 up',
      'prometheus  up',
      'redis-exporter redis-exporter-1 up',
    ])
})

describe('alerts', () => {
  const fires = (name: string) =>
    expect.poll(() => running().prometheus.firing(), patience).toContain(name)
  const isOver = (name: string) =>
    expect.poll(() => running().prometheus.firing(), patience).not.toContain(name)

  it('none fires while all is well', async () => {
    await expect
      .poll(() => running().prometheus.query('cstore_cache_in_use == 1'), patience)
      .toHaveLength(2)
    const firing = async (): Promise<string[]> =>
      (await running().prometheus.firing()).filter((name) => !OF_THE_MACHINE.test(name))
    await expect.poll(firing, patience).toEqual([])
  })

  it('Redis is away, and back', async () => {
    await running().redis.stop()
    await fires('CStoreRedisDown')
    await fires('CStoreCacheClosed')
    await running().redis.startAgain()
    await isOver('CStoreRedisDown')
    await isOver('CStoreCacheClosed')
  })

  it('a process of the API is away, then both, then none', async () => {
    const [first, second] = running().apis
    await first.stop()
    await fires('CStoreTargetDown')
    expect(await running().prometheus.firing()).not.toContain('CStoreApiAway')
    await second.stop()
    await fires('CStoreApiAway')
    await Promise.all([first.startAgain(), second.startAgain()])
    await isOver('CStoreApiAway')
    await isOver('CStoreTargetDown')
  })

  it('MongoDB is away, and back', async () => {
    running().mongoProxy.refuse()
    running().mongoProxy.cut()
    await fires('CStoreMongoDbAway')
    await running().mongoProxy.heal()
    await isOver('CStoreMongoDbAway')
  })
})

describe('what is asked', () => {
  it('by panels has data, or a reason to have none', async () => {
    await expect.poll(() => emptyPanelsNow(), patience).toEqual([])
  })

  it('by rules begins with series that are there', async () => {
    await expect.poll(() => emptySelectorsNow(), patience).toEqual([])
  })

  it('is of metrics that somebody exports', async () => {
    const exported = await exportedMetrics()
    const asked = [...panelExpressions(), ...(await rules())]
    const unknown = asked.flatMap(({ by, expression }) =>
      metricsOf(expression)
        .filter((metric) => !exported.has(metric))
        .map((metric) => `${by}: ${metric}`),
    )
    expect(unknown).toEqual([])
  })
})

async function emptyPanelsNow(): Promise<string[]> {
  const asked = panelExpressions().filter(({ expression }) => !isInClusterOnly(expression))
  return emptyAmong(
    asked.filter(({ expression }) => !emptyPanels.some(([part]) => expression.includes(part))),
  )
}

async function emptySelectorsNow(): Promise<string[]> {
  const asked = (await rules()).flatMap(({ by, expression }) =>
    selectorsOf(expression).map((selector) => ({ by, expression: selector })),
  )
  return emptyAmong(asked.filter(({ expression }) => !isInClusterOnly(expression)))
}

async function emptyAmong(asked: readonly Asked[]): Promise<string[]> {
  const answers = await Promise.all(
    asked.map(async ({ by, expression }) => {
      const samples = await running().prometheus.query(expression)
      const real = samples.filter(({ value }) => !Number.isNaN(value))
      return real.length > 0 ? [] : [`${by}: ${expression}`]
    }),
  )
  return answers.flat()
}

/** By the programs that run here, by the rules, by Prometheus for every target, and by those of a cluster. */
async function exportedMetrics(): Promise<Set<string>> {
  const texts = await Promise.all(
    running().metricsUrls.map(async (url) => (await fetch(url)).text()),
  )
  const types = texts.flatMap((text) => [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)])
  const names = types.flatMap(([, name = '', type]) =>
    type === 'histogram' || type === 'summary'
      ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]
      : [name],
  )
  const recorded = (await rules()).filter(({ kind }) => kind === 'record').map(({ name }) => name)
  const made = ['up', 'scrape_duration_seconds', 'scrape_samples_scraped', 'ALERTS']
  return new Set([...names, ...recorded, ...made, ...Object.keys(clusterMetrics)])
}
