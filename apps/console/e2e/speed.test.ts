import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { measured } from './harness/measurements.ts'
import { signIn, test } from './harness/test.ts'

const MAX_PAINT_MS = 1000
const VISITS = 5

/** Resolves once there is one; of later ones with the last. */
const paint = (type: string): string => `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const last = list.getEntries().findLast(({ name }) => name !== 'first-paint')
    if (last) resolve(last.startTime)
  }).observe({ type: '${type}', buffered: true })
})`

interface PaintTimes {
  /** Of anything, which is that it is loading. */
  readonly firstMs: number
  /** Of the most there is to see. */
  readonly largestMs: number
}

/** Nothing of the console is in the browser yet. */
async function visit(page: Page, path: string, title: string): Promise<PaintTimes> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.clearBrowserCache')
  await page.goto(path)
  await page.getByRole('heading', { name: title, level: 1 }).waitFor()
  return {
    firstMs: await page.evaluate<number>(paint('paint')),
    largestMs: await page.evaluate<number>(paint('largest-contentful-paint')),
  }
}

/** The middle one, and the bounds of all. */
function summary(timesMs: readonly number[]): { medianMs: number; text: string } {
  const sorted = timesMs.toSorted((one, other) => one - other).map((ms) => Math.round(ms))
  const medianMs = sorted[Math.floor(sorted.length / 2)] ?? Infinity
  return { medianMs, text: `${medianMs} ms (${sorted[0]} to ${sorted.at(-1)})` }
}

test.for([
  ['/sign-in', 'Sign in'],
  ['/', 'Collections'],
  ['/keys', 'Keys'],
  ['/live', 'Live'],
] as const)('%s is painted within a second', async ([path, title], { page, client }) => {
  await client.putSettings('movies', {})
  if (path !== '/sign-in') await signIn(page)
  const visits: PaintTimes[] = []
  while (visits.length < VISITS) visits.push(await visit(page, path, title))
  const first = summary(visits.map(({ firstMs }) => firstMs))
  const largest = summary(visits.map(({ largestMs }) => largestMs))
  await measured(`${path} painted first after`, `${first.text}, in full after ${largest.text}`)
  expect(first.medianMs).toBeLessThan(MAX_PAINT_MS)
})
