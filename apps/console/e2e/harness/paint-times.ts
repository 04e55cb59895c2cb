/** How long it takes until there is something to see. */
import type { Page } from 'playwright-core'
import { measured } from './measurements.ts'

interface PaintTimes {
  /** Of anything, which is that it is loading. */
  readonly firstMs: number
  /** Of the most there is to see. */
  readonly largestMs: number
}

/** Resolves once there is one; of later ones with the last. */
const paint = (type: string): string => `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const last = list.getEntries().findLast(({ name }) => name !== 'first-paint')
    if (last) resolve(last.startTime)
  }).observe({ type: '${type}', buffered: true })
})`

/** Nothing of the console is in the browser yet. */
async function visit(page: Page, address: string, title: string): Promise<PaintTimes> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.clearBrowserCache')
  await page.goto(address)
  await page.getByRole('heading', { name: title, level: 1 }).waitFor()
  return {
    firstMs: await page.evaluate<number>(paint('paint')),
    largestMs: await page.evaluate<number>(paint('largest-contentful-paint')),
  }
}

const VISITS = 3

/** Goes there some times, and reports it. */
export async function measurePaint(
  page: Page,
  { what, address, title }: { what: string; address: string; title: string },
): Promise<void> {
  const visits: PaintTimes[] = []
  while (visits.length < VISITS) visits.push(await visit(page, address, title))
  const first = summary(visits.map(({ firstMs }) => firstMs))
  const largest = summary(visits.map(({ largestMs }) => largestMs))
  await measured(`${what} painted first after`, `${first}, in full after ${largest}`)
}

/** The middle one, and the bounds of all. */
function summary(timesMs: readonly number[]): string {
  const sorted = timesMs.toSorted((one, other) => one - other).map((ms) => Math.round(ms))
  return `${sorted[Math.floor(sorted.length / 2)]} ms (${sorted[0]} to ${sorted.at(-1)})`
}
