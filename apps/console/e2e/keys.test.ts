import { CStoreClient } from '@cstore/client'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { lookAt } from './harness/look.ts'
import { signIn, test } from './harness/test.ts'

const row = (page: Page, name: string): Locator => page.getByRole('row').filter({ hasText: name })

async function act(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: action }).click()
}

/** Copies the key that is shown, and closes what shows it. */
async function takeKey(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Copy' }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  const key = await page.evaluate<string>('navigator.clipboard.readText()')
  expect(await page.getByRole('textbox', { name: 'Key' }).inputValue()).toBe(key)
  await page.getByRole('button', { name: 'Done' }).click()
  return key
}

test('a key is made, shown once, rotated and revoked', async ({ page, server, client, watch }) => {
  await client.putSettings('movies', {})
  await client.putSettings('songs', {})
  await signIn(page)
  await page.goto('/keys')
  await page.getByText('No keys yet').waitFor()
  expect(await lookAt(page, 'keys-none')).toEqual([])

  await page.getByRole('button', { name: 'New key' }).click()
  const dialog = page.getByRole('dialog', { name: 'New key' })
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  await dialog.getByText('Give it a name.').waitFor()
  await dialog.getByLabel('Name').fill('website')
  await dialog.getByLabel('Role').selectOption('writer')
  await dialog.getByLabel('Only these').check()
  await dialog.getByLabel('movies').check()
  await dialog.getByLabel('Ends').selectOption('In 30 days')
  expect(await lookAt(page, 'keys-new')).toEqual([])
  await dialog.getByRole('button', { name: 'Make the key' }).click()

  // It does not go by accident.
  await page.getByRole('dialog', { name: 'The key of website' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Close all the same' }).waitFor()
  expect(await lookAt(page, 'keys-shown')).toEqual([])
  const key = await takeKey(page)
  const website = new CStoreClient({ url: server.url, key })
  expect(await website.access()).toMatchObject({ role: 'writer', collections: ['movies'] })
  await row(page, 'website').getByText('in 30 days').waitFor()
  expect(await row(page, 'website').textContent()).toContain('movies')

  await act(page, 'website', 'Give a new secret …')
  await page.getByLabel('The secret before is good').selectOption('For 12 hours')
  expect(await lookAt(page, 'keys-rotate')).toEqual([])
  await page.getByRole('button', { name: 'Give a new secret' }).click()
  const rotated = await takeKey(page)
  expect(rotated).not.toBe(key)
  await row(page, 'website').getByText('the secret before ends in 12 hours').waitFor()
  expect(await lookAt(page, 'keys')).toEqual([])

  await act(page, 'website', 'Revoke …')
  expect(await lookAt(page, 'keys-revoke')).toEqual([])
  await page.getByRole('button', { name: 'Revoke', exact: true }).click()
  await page.getByText('website was revoked').waitFor()
  await page.getByText('No keys yet').waitFor()
  watch.expect(401)
  await expect(website.access()).rejects.toMatchObject({ status: 401 })
})

test('who gives the own key a new secret stays signed in', async ({ page, client }) => {
  const { key } = await client.keys.create({ name: 'operator', role: 'admin' })
  await signIn(page, key)
  await page.goto('/keys')
  await row(page, 'operator').getByText('you', { exact: true }).waitFor()
  await act(page, 'operator', 'Give a new secret …')
  await page.getByRole('button', { name: 'Give a new secret' }).click()
  await takeKey(page)
  await page.getByRole('link', { name: 'Collections' }).click()
  await page.getByRole('link', { name: 'Keys' }).click()
  await row(page, 'operator').waitFor()
  await act(page, 'operator', 'Revoke …')
  await page.getByText('will be signed out').waitFor()
})

test('who is no administrator is told so', async ({ page, client, watch }) => {
  const { key } = await client.keys.create({ name: 'reader', role: 'reader' })
  watch.expect(403)
  await signIn(page, key)
  await page.goto('/keys')
  await page.getByText('For administrators').waitFor()
  expect(await page.getByRole('button', { name: 'New key' }).count()).toBe(0)
  expect(await lookAt(page, 'keys-denied')).toEqual([])
})
