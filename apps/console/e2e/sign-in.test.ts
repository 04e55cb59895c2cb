import { expect } from 'vitest'
import { lookAt } from './harness/look.ts'
import { ADMIN_KEY } from './harness/start-server.ts'
import { test } from './harness/test.ts'

test('a key is asked for, checked, and kept for the tab alone', async ({ page, watch }) => {
  await page.goto('/sign-in')
  const field = page.getByLabel('API key')
  await field.waitFor()
  expect(await lookAt(page, 'sign-in')).toEqual([])
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('Paste an API key.').waitFor()
  watch.expect(401)
  await field.fill('cst_wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('The key is not known').waitFor()
  expect(await lookAt(page, 'sign-in-refused')).toEqual([])
  await field.fill(ADMIN_KEY)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Collections', level: 1 }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Collections', level: 1 }).waitFor()
  expect(await page.evaluate('Object.values(localStorage).join()')).not.toContain(ADMIN_KEY)
  expect(page.url()).not.toContain(ADMIN_KEY)

  const other = await page.context().newPage()
  await other.goto('/keys')
  await other.getByRole('link', { name: 'Sign in' }).click()
  await other.waitForURL(`/sign-in?to=${encodeURIComponent('/keys')}`)
  await other.getByLabel('API key').fill(ADMIN_KEY)
  await other.keyboard.press('Enter')
  await other.getByRole('heading', { name: 'Keys', level: 1 }).waitFor()
  await other.close()

  await page.getByRole('button', { name: 'Account and appearance' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByLabel('API key').waitFor()
  expect(await page.evaluate('Object.values(sessionStorage).join()')).not.toContain(ADMIN_KEY)
})

test('whoever signs in comes back to where that was', async ({ page, client, watch }) => {
  await client.putSettings('movies', {})
  watch.expect(401)
  const places = [
    ['/live?collection=movies', 'Live'],
    ['/collections/movies/settings#indexes', 'Settings'],
  ] as const
  for (const [path, title] of places) {
    await page.goto(path)
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).first().click()
    await page.waitForURL(`/sign-in?to=${encodeURIComponent(path)}`)
    await page.getByLabel('API key').fill(ADMIN_KEY)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: title, level: 1 }).waitFor()
    await page.waitForURL(path)
    await page.getByRole('button', { name: 'Account and appearance' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByLabel('API key').waitFor()
  }
})

test('a theme is chosen, and stays', async ({ page }) => {
  await page.goto('/sign-in')
  const ground = (): Promise<string> =>
    page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
  const light = await ground()
  await page.getByRole('button', { name: 'Account and appearance' }).click()
  expect(await lookAt(page, 'account-menu')).toEqual([])
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  const dark = await ground()
  expect(dark).not.toBe(light)
  await page.reload()
  await page.getByLabel('API key').waitFor()
  expect(await ground()).toBe(dark)
})
