/** The way of somebody who has just started CStore, from the first page on. */
import { CStoreClient } from '@cstore/client'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { textIn, write } from './harness/editor.ts'
import { ADMIN_KEY } from './harness/start-server.ts'
import { test } from './harness/test.ts'

const MOVIES = Array.from({ length: 120 }, (_, at) => ({
  id: `m-${String(at).padStart(3, '0')}`,
  title: `Movie ${at}`,
  year: 1900 + at,
}))

/** Ids of the rows, as they are shown. */
const ids = (page: Page): Promise<string[]> =>
  page.getByRole('region', { name: 'Documents of movies' }).getByRole('rowheader').allTextContents()

const EDITOR = 'Document m-119 as JSON'

test('signs in, creates, imports, filters, edits, meets another, deletes, undoes, gives a key', async ({
  page,
  client,
  server,
  watch,
}) => {
  await page.goto('/')
  await page.getByLabel('API key').fill(ADMIN_KEY)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'New collection' }).first().click()
  const creation = page.getByRole('dialog', { name: 'New collection' })
  await creation.getByLabel('Name').fill('movies')
  await creation.getByRole('button', { name: 'Create' }).click()

  await page.getByRole('link', { name: 'Import a file' }).click()
  const buffer = Buffer.from(MOVIES.map((movie) => JSON.stringify(movie)).join('\n'))
  const file = { name: 'movies.ndjson', mimeType: 'application/x-ndjson', buffer }
  await page.getByLabel('File to import').setInputFiles(file)
  await page.getByRole('button', { name: /^Import \d/ }).click()
  await page.getByText('Imported movies.ndjson').waitFor()

  await page.getByRole('link', { name: 'Documents' }).click()
  await expect.poll(() => ids(page)).toHaveLength(50)
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByLabel('Field', { exact: true }).fill('year')
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'Operator' }).click()
  await page.getByRole('option', { name: 'is at least' }).click()
  await page.getByLabel('Value', { exact: true }).fill('2018')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect.poll(() => ids(page)).toEqual(['m-118', 'm-119'])

  const movies = client.collection<{ title: string; year: number; seen?: boolean }>('movies')
  await page.getByRole('link', { name: 'm-119' }).click()
  expect(await textIn(page, EDITOR)).toContain('2019')
  await write(page, EDITOR, '{"title": "Movie 119", "year": 2020}')
  await page.keyboard.press('ControlOrMeta+s')
  const review = page.getByRole('dialog', { name: 'Save these changes?' })
  await review.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Version 2').waitFor()
  expect((await movies.get('m-119'))?.document.year).toBe(2020)

  await write(page, EDITOR, '{"title": "The last", "year": 2020}')
  await movies.patch('m-119', { seen: true })
  watch.expect(412)
  await page.getByRole('button', { name: 'Save' }).click()
  await review.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Save what is put together' }).click()
  await page.getByText('Version 4').waitFor()
  const last = { id: 'm-119', title: 'The last', year: 2020, seen: true }
  expect((await movies.get('m-119'))?.document).toEqual(last)

  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const undo = page.getByRole('button', { name: 'Undo' })
  await undo.waitFor()
  expect(await movies.get('m-119')).toBeNull()
  await undo.click()
  await page.getByText('Restored').waitFor()
  expect((await movies.get('m-119'))?.document).toEqual(last)

  await page.getByRole('link', { name: 'Keys' }).click()
  await page.getByRole('button', { name: 'New key' }).click()
  await page.getByLabel('Name').fill('website')
  await page.getByRole('button', { name: 'Make the key' }).click()
  const key = await page.getByRole('textbox', { name: 'Key' }).inputValue()
  const website = new CStoreClient({ url: server.url, key })
  expect((await website.collection('movies').get('m-000'))?.document.id).toBe('m-000')
})
