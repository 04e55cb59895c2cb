import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { lookAt } from './harness/look.ts'
import { signIn, test } from './harness/test.ts'

const movies = Array.from({ length: 60 }, (_, at) => ({
  id: `m-${String(at).padStart(3, '0')}`,
  title: `Movie ${at}`,
  year: 1950 + at,
  isSeen: at % 2 === 0,
  director: { name: at % 3 === 0 ? 'Terry Gilliam' : 'Agnès Varda' },
}))

/** What is in the first column, the ids. */
const ids = (page: Page): Promise<string[]> => page.locator('tbody th').allTextContents()

test('documents are sorted, paged, and linked to as they are shown', async ({ page, client }) => {
  await client.putSettings('movies', { indexes: [{ fields: { year: 1 } }] })
  await client.collection('movies').import(movies)
  await signIn(page)
  await page.goto('/collections/movies?limit=25')
  await page.getByText('1 – 25').waitFor()
  await page.getByText('of 60').waitFor()
  expect(await ids(page)).toEqual(movies.slice(0, 25).map(({ id }) => id))
  expect(await lookAt(page, 'documents')).toEqual([])

  await page.getByRole('button', { name: 'year' }).click()
  await page.locator('th[aria-sort=ascending]').waitFor()
  await page.getByRole('button', { name: 'year' }).click()
  await page.locator('th[aria-sort=descending]').waitFor()
  await page.getByRole('link', { name: 'm-059' }).waitFor()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('26 – 50').waitFor()
  expect((await ids(page))[0]).toBe('m-034')

  const other = await page.context().newPage()
  await signIn(other)
  await other.goto(page.url())
  await other.getByRole('link', { name: 'm-034' }).waitFor()
  expect(await ids(other)).toEqual(await ids(page))
  await other.close()

  await page.getByRole('button', { name: 'Previous' }).click()
  await page.getByText('1 – 25').waitFor()
  expect((await ids(page))[0]).toBe('m-059')
  await page.goBack()
  await page.getByText('26 – 50').waitFor()
})

test('documents are filtered by a form and by JSON', async ({ page, client }) => {
  await client.putSettings('films', {})
  await client.collection('films').import(movies)
  await signIn(page)
  await page.goto('/collections/films')
  await page.getByText('of 60').waitFor()
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('combobox', { name: 'Field' }).fill('title')
  await page.keyboard.press('Tab')
  await page.getByRole('textbox', { name: 'Value' }).fill('Movie 7')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'm-007' }).waitFor()
  await page.getByText('1 – 1').waitFor()
  expect(new URL(page.url()).searchParams.get('filter')).toBe('{"title":"Movie 7"}')
  expect(await lookAt(page, 'documents-filtered')).toEqual([])

  await page.goto(`/collections/films?filter=${encodeURIComponent('{"year":{"$lt":1900}}')}`)
  await page.getByText('No document matches').waitFor()
  expect(await lookAt(page, 'documents-none-match')).toEqual([])
  await page.getByRole('button', { name: 'Show all' }).click()
  await page.getByRole('link', { name: 'm-000' }).waitFor()
  await page.goto(`/collections/films?filter=${encodeURIComponent('{"year":')}`)
  await page.getByText('The filter is not JSON').waitFor()
  expect(await lookAt(page, 'documents-no-filter')).toEqual([])
})

test('what a list was read from is said, and read past on request', async ({ page, client }) => {
  await client.putSettings('cached', {})
  await client.collection('cached').put('one', { title: 'Brazil' })
  await signIn(page)
  await page.goto('/collections/cached?fields=title')
  await page.getByText('From the database', { exact: true }).waitFor()
  await page.reload()
  await page.getByText('From the cache', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Read again, past the cache' }).click()
  await page.getByText('From the database, past the cache').waitFor()
})

test('a collection without documents, and none at all, say so', async ({ page, client, watch }) => {
  await client.putSettings('empty', {})
  await signIn(page)
  await page.goto('/collections/empty')
  await page.getByText('No documents yet').waitFor()
  expect(await lookAt(page, 'documents-empty')).toEqual([])
  watch.expect(404)
  await page.goto('/collections/nowhere')
  await page.getByText('The documents could not be read').waitFor()
  expect(await lookAt(page, 'documents-failed')).toEqual([])
})
