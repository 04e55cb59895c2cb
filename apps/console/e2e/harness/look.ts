/** Looks at a page as it is now, as everybody may see it: at two sizes, light and dark. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { violationsOf } from './accessibility.ts'

const FOLDER = join(import.meta.dirname, '..', 'screenshots')
const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const
const MOST_PIXELS = 2000
const SCHEMES = ['light', 'dark'] as const
/** What appears is looked at once it is there; spinners turn for ever. */
const SETTLED = `Promise.allSettled(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().iterations !== Infinity)
  .map((one) => one.finished)).then(() => undefined)`

/**
 * Keeps a screenshot of each under `name` in a folder that git ignores, and leaves the page wide
 * and light.
 * @returns what axe has against it, a line for each place
 */
export async function lookAt(page: Page, name: string): Promise<string[]> {
  await mkdir(FOLDER, { recursive: true })
  const violations = new Set<string>()
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport)
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.evaluate(SETTLED)
      for (const violation of await violationsOf(page)) {
        violations.add(`${name}, ${size}, ${colorScheme}: ${violation}`)
      }
      if (await isWiderThanTheWindow(page)) violations.add(`${name}, ${size}: scrolls sideways`)
      await shoot(page, { name: `${name}-${size}-${colorScheme}`, ...viewport })
    }
  }
  await page.setViewportSize(SIZES.wide)
  await page.emulateMedia({ colorScheme: 'light' })
  return [...violations]
}

interface Shot {
  readonly name: string
  readonly width: number
  readonly height: number
}

/** With what is below the window, as far as anybody would look. */
async function shoot(page: Page, { name, width, height }: Shot): Promise<void> {
  await page.evaluate('scrollTo(0, 0)')
  const whole = await page.evaluate<number>('document.documentElement.scrollHeight')
  const clip = { x: 0, y: 0, width, height: Math.max(height, Math.min(whole, MOST_PIXELS)) }
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true, clip })
}

/** Tables and code may scroll by themselves, the page may not. */
function isWiderThanTheWindow(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > innerWidth')
}
