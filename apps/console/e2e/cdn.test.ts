/** As in production: the console from the CDN, the API at an origin of its own. */
import { expect } from 'vitest'
import { mustHaveEverything } from './harness/find-chromium.ts'
import { measurePaint } from './harness/paint-times.ts'
import { startCdn } from './harness/start-cdn.ts'
import { ADMIN_KEY, startServer } from './harness/start-server.ts'
import { test } from './harness/test.ts'

test('from the CDN it is painted soon, and works with an API that is elsewhere', async ({
  page,
  skip,
  onTestFinished,
}) => {
  const api = await startServer({ CSTORE_CORS_ORIGINS: '*' })
  onTestFinished(() => api.stop())
  const cdn = await startCdn(api.url)
  onTestFinished(() => cdn.stop())
  if (cdn.origin === null && mustHaveEverything()) throw new Error('There is no nginx.')
  if (cdn.origin === null) return skip('there is no nginx')

  const address = `${cdn.origin}/sign-in`
  await measurePaint(page, { what: '/sign-in from the CDN', address, title: 'Sign in' })
  await page.getByLabel('API key').fill(ADMIN_KEY)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'New collection' }).first().click()
  await page.getByRole('textbox', { name: 'Name' }).fill('movies')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByText('No documents yet').waitFor()
  // Which only who may see the headers of the answer can tell.
  await page.getByText('From the database').waitFor()

  const list = `${cdn.origin}/collections/movies`
  await measurePaint(page, { what: 'Documents from the CDN', address: list, title: 'movies' })

  // By now its files are in the browser, and some are only asked about again.
  await page.reload()
  await page.getByText('From the cache').waitFor()
  expect(new URL(page.url()).origin).toBe(cdn.origin)
  return undefined
})
