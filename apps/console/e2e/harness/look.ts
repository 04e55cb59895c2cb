/** Looks at a page as it is now, as everybody may see it: at two sizes, light and dark. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { violationsOf } from './accessibility.ts'

const FOLDER = join(import.meta.dirname, '..', 'screenshots')
const KEEPS_SCREENSHOTS = process.env['CSTORE_SCREENSHOTS'] === '1'
const WIDE = { width: 1280, height: 800 }
const NARROW = { width: 390, height: 844 }
const MOST_PIXELS = 2000

interface View {
  readonly size: 'wide' | 'narrow'
  readonly colorScheme: 'light' | 'dark'
}

/** Each size and each theme once: where things are has nothing to do with their colours. */
const CHECKED: readonly View[] = [
  { size: 'wide', colorScheme: 'light' },
  { size: 'narrow', colorScheme: 'dark' },
]
const ALL: readonly View[] = [
  ...CHECKED,
  { size: 'wide', colorScheme: 'dark' },
  { size: 'narrow', colorScheme: 'light' },
]
/** What appears is looked at once it is there; spinners turn for ever. */
const SETTLED = `Promise.allSettled(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().iterations !== Infinity)
  .map((one) => one.finished)).then(() => undefined)`

/**
 * Leaves the page wide and light. With `CSTORE_SCREENSHOTS=1` it keeps screenshots of all views
 * under `name`, in a folder that git ignores.
 * @returns what axe has against it, a line for each place
 */
export async function lookAt(page: Page, name: string): Promise<string[]> {
  const violations = new Set<string>()
  for (const view of KEEPS_SCREENSHOTS ? ALL : CHECKED) {
    await page.setViewportSize(view.size === 'wide' ? WIDE : NARROW)
    await page.emulateMedia({ colorScheme: view.colorScheme, reducedMotion: 'reduce' })
    await page.evaluate(SETTLED)
    const where = `${name}, ${view.size}, ${view.colorScheme}`
    for (const violation of await violationsOf(page)) violations.add(`${where}: ${violation}`)
    if (await isWiderThanTheWindow(page)) violations.add(`${where}: scrolls sideways`)
    if (KEEPS_SCREENSHOTS) await shoot(page, `${name}-${view.size}-${view.colorScheme}`)
  }
  await page.setViewportSize(WIDE)
  await page.emulateMedia({ colorScheme: 'light' })
  return [...violations]
}

/** With what is below the window, as far as anybody would look. */
async function shoot(page: Page, name: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true })
  await page.evaluate('scrollTo(0, 0)')
  const whole = await page.evaluate<number>('document.documentElement.scrollHeight')
  const { width, height } = page.viewportSize() ?? WIDE
  const clip = { x: 0, y: 0, width, height: Math.max(height, Math.min(whole, MOST_PIXELS)) }
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true, clip })
}

/** Tables and code may scroll by themselves, the page may not. */
function isWiderThanTheWindow(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > innerWidth')
}
