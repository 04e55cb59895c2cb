import { expect } from 'vitest'
import { lookAt } from './harness/look.ts'
import { signIn, test } from './harness/test.ts'

test('a collection is created, filled and found', async ({ page, client }) => {
  await signIn(page)
  await page.goto('/')
  await page.getByText('No collections yet').waitFor()
  expect(await lookAt(page, 'collections-none')).toEqual([])

  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog', { name: 'New collection' })
  await dialog.getByLabel('Name').fill('1 wrong')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await dialog.getByText('Expected a letter').waitFor()
  expect(await lookAt(page, 'collections-new')).toEqual([])
  await dialog.getByLabel('Name').fill('movies')
  await dialog.getByRole('switch', { name: 'Everybody may read' }).click()
  await dialog.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('heading', { name: 'movies', level: 1 }).waitFor()
  await page.getByText('No documents yet').waitFor()
  expect(await lookAt(page, 'documents-none')).toEqual([])
  expect((await client.settings('movies')).settings.publicRead).toBe(true)

  await client.collection('movies').put('brazil', { title: 'Brazil' })
  await client.putSettings('songs', {})
  await page.getByRole('link', { name: 'Collections' }).first().click()
  const row = page.getByRole('row').filter({ hasText: 'movies' })
  await row.getByText('Everybody').waitFor()
  await row.getByRole('cell', { name: '1', exact: true }).waitFor()
  expect(await lookAt(page, 'collections')).toEqual([])
  await page.keyboard.press('/')
  await page.keyboard.type('song')
  await row.waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'songs', exact: true }).click()
  await page.getByRole('heading', { name: 'songs', level: 1 }).waitFor()
})

test('who may not make collections is not offered to', async ({ page, client }) => {
  await client.putSettings('movies', {})
  const { key } = await client.keys.create({ name: 'reader', role: 'reader' })
  await signIn(page, key)
  await page.goto('/')
  await page.getByRole('row').filter({ hasText: 'movies' }).waitFor()
  expect(await page.getByRole('button', { name: 'New collection' }).count()).toBe(0)
  await page.goto('/collections/movies/import')
  await page.getByText('It takes a key that may write').waitFor()
  expect(await lookAt(page, 'transfer-reader')).toEqual([])
})
