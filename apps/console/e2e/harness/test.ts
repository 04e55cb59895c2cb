/** The tests of the console: `test` gives each a page of its own of a server that its file shares. */
import { CStoreClient } from '@cstore/client'
import { chromium, type Browser, type Page } from 'playwright-core'
import { test as base } from 'vitest'
import { findChromium, mustHaveEverything } from './find-chromium.ts'
import { ADMIN_KEY, startServer } from './start-server.ts'
import { PageWatch } from './page-watch.ts'

/** Nothing on a page takes longer, also on a busy machine. */
const PATIENCE_MS = 20_000
const MISSING =
  'There is no Chromium: set CHROMIUM to the program, or install it where PATH finds it.'

export const test = base
  .extend('server', { scope: 'file' }, async ({}, { onCleanup }) => {
    const server = await startServer()
    onCleanup(() => server.stop())
    return server
  })
  /** Null: there is none, and that is allowed. */
  .extend('browser', { scope: 'worker' }, async ({}, { onCleanup }): Promise<Browser | null> => {
    const executablePath = findChromium()
    if (executablePath === null && mustHaveEverything()) throw new Error(MISSING)
    if (executablePath === null) return null
    // Containers give no sandbox to root.
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    onCleanup(() => browser.close())
    return browser
  })
  /** The API as somebody else has it who works at the same time. */
  .extend('client', { scope: 'file' }, ({ server }) => {
    return new CStoreClient({ url: server.url, key: ADMIN_KEY })
  })
  /** A tab of its own, on no page yet. */
  .extend('page', async ({ server, browser, skip }, { onCleanup }): Promise<Page> => {
    if (!browser) return skip('there is no Chromium')
    const context = await browser.newContext({
      baseURL: server.url,
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    context.setDefaultTimeout(PATIENCE_MS)
    onCleanup(() => context.close())
    return context.newPage()
  })
  /** What goes wrong on the page fails the test, unless this was told to expect it. */
  .extend('watch', { auto: true }, ({ page }, { onCleanup }) => {
    const watch = new PageWatch(page)
    onCleanup(() => {
      const problems = watch.take()
      if (problems.length > 0) throw new Error(problems.join('\n'))
    })
    return watch
  })

/** Lets the page believe that a key was entered before. */
export async function signIn(page: Page, key: string = ADMIN_KEY): Promise<void> {
  await page.addInitScript(`sessionStorage.setItem('cstore.key', ${JSON.stringify(key)})`)
}
