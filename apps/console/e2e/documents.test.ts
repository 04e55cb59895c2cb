import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { lookAt } from './harness/look.ts'
import { signIn, test } from './harness/test.ts'

const MOVIES = Array.from({ length: 120 }, (_, at) => ({
  id: `m-${String(at).padStart(3, '0')}`,
  title: `Movie ${at}`,
  year: 1900 + at,
  genre: at % 3 === 0 ? 'drama' : 'comedy',
  credits: { director: { name: `Director ${at % 7}` } },
}))

/** Ids of the rows, as they are shown. */
const ids = (page: Page): Promise<string[]> =>
  page.getByRole('region', { name: 'Documents of movies' }).getByRole('rowheader').allTextContents()

test('documents are filtered, sorted and paged through, each at an address', async ({
  page,
  client,
}) => {
  await client.putSettings('movies', { indexes: [{ fields: { year: 1 } }] })
  await client.collection('movies').import(MOVIES)
  await signIn(page)
  await page.goto('/collections/movies')
  await expect.poll(() => ids(page)).toHaveLength(50)
  await page.getByText('of 120').waitFor()
  expect(await lookAt(page, 'documents')).toEqual([])

  await page.keyboard.press('/')
  await page.getByLabel('Field', { exact: true }).fill('year')
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'Operator' }).click()
  expect(await lookAt(page, 'documents-operators')).toEqual([])
  await page.getByRole('option', { name: 'is at least' }).click()
  await page.getByLabel('Value', { exact: true }).fill('2010')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect.poll(() => ids(page)).toEqual(MOVIES.slice(110).map(({ id }) => id))
  expect(await lookAt(page, 'documents-filtered')).toEqual([])
  const filtered = page.url()

  await page.getByRole('button', { name: /^year/ }).click()
  await page.getByRole('button', { name: /^year/ }).click()
  await expect
    .poll(() => ids(page))
    .toEqual(
      MOVIES.slice(110)
        .map(({ id }) => id)
        .toReversed(),
    )
  await page.goto(filtered)
  await expect.poll(() => ids(page)).toEqual(MOVIES.slice(110).map(({ id }) => id))

  await page.getByRole('button', { name: 'Clear' }).click()
  await expect.poll(() => ids(page)).toHaveLength(50)
  await page.getByRole('button', { name: 'Next' }).click()
  await expect.poll(async () => (await ids(page))[0]).toBe('m-050')
  await page.getByText('51 – 100').waitFor()
  await page.getByRole('button', { name: 'Next' }).click()
  await expect.poll(async () => (await ids(page))[0]).toBe('m-100')
  await page.goBack()
  await expect.poll(async () => (await ids(page))[0]).toBe('m-050')
})

test('how a list was served stands beside it', async ({ page, client }) => {
  await client.putSettings('movies', {})
  await client.collection('movies').put('m-000', { title: 'Movie 0' })
  await signIn(page)
  await page.goto('/collections/movies')
  await page.getByText(/^From the/).waitFor()
  await page.reload()
  await page.getByText('From the cache').waitFor()
  await page.keyboard.press('r')
  await page.getByText('From the database, past the cache').waitFor()
})
