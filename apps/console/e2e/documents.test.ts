import type { CStoreClient } from '@cstore/client'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { textIn, write } from './harness/editor.ts'
import { lookAt } from './harness/look.ts'
import { newCollection } from './harness/new-collection.ts'
import { signIn, test } from './harness/test.ts'

const GENRES = ['drama', 'comedy', 'western']

/** @returns its address */
async function fill(client: CStoreClient): Promise<string> {
  const name = await newCollection(client, { indexes: [{ fields: { year: 1 } }] })
  await client.collection(name).import(
    Array.from({ length: 120 }, (_, at) => ({
      id: `m-${String(at).padStart(3, '0')}`,
      title: `Movie ${at}`,
      year: 1900 + at,
      genre: GENRES[at % GENRES.length],
      released: { $date: new Date(Date.UTC(1900 + at, 0, 15)).toISOString() },
      studio: { $oid: at.toString(16).padStart(24, '0') },
      cast: [{ name: `Actor ${at}` }],
      isGood: at % 2 === 0,
    })),
  )
  return `/collections/${name}`
}

const ids = (page: Page): Promise<string[]> => page.getByRole('rowheader').allTextContents()

async function chooseOperator(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Operator' }).click()
  await page.getByRole('option', { name, exact: true }).click()
}

test('documents are filtered by a form, and the address holds it', async ({ page, client }) => {
  const list = await fill(client)
  await signIn(page)
  await page.goto(list)
  await page.getByRole('link', { name: 'm-000' }).waitFor()
  expect(await page.getByRole('columnheader').allTextContents()).toEqual([
    'id',
    'title',
    'year',
    'genre',
    'released',
    'studio',
    'cast',
    'isGood',
  ])
  await page.getByText('1 – 50 of 120').waitFor()
  expect(await lookAt(page, 'documents')).toEqual([])

  await page.keyboard.press('/')
  await page.keyboard.type('yea')
  await page.getByRole('option', { name: 'year' }).click()
  await chooseOperator(page, 'is at least')
  await page.getByRole('textbox', { name: 'Value' }).fill('2015')
  expect(await page.getByRole('combobox', { name: 'Type of the value' }).textContent()).toBe(
    'number',
  )
  await page.keyboard.press('Enter')
  await expect.poll(() => ids(page)).toEqual(['m-115', 'm-116', 'm-117', 'm-118', 'm-119'])
  expect(new URL(page.url()).searchParams.get('filter')).toBe('{"year":{"$gte":2015}}')
  await page.getByRole('button', { name: 'count them' }).click()
  await page.getByText('1 – 5 of 5').waitFor()
  expect(await lookAt(page, 'documents-filtered')).toEqual([])

  await page.getByRole('textbox', { name: 'Value' }).fill('soon')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByText('Expected a number.').waitFor()
  expect(await lookAt(page, 'filter-at-fault')).toEqual([])

  await page.reload()
  await expect.poll(() => ids(page)).toHaveLength(5)
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByText('1 – 50 of 120').waitFor()
  await page.goBack()
  await expect.poll(() => ids(page)).toHaveLength(5)
  await page.getByRole('textbox', { name: 'Value' }).waitFor()
})

test('documents are filtered by JSON, with what is wrong at its place', async ({
  page,
  client,
  watch,
}) => {
  const list = await fill(client)
  await signIn(page)
  await page.goto(list)
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('button', { name: 'JSON' }).click()
  await write(page, 'Filter as JSON', '{"$or": [{"year": 1900}, {"year": {"$gt": 2018}}]}')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect.poll(() => ids(page)).toEqual(['m-000', 'm-119'])
  await page.getByText('The form cannot show this filter.').waitFor()

  await write(page, 'Filter as JSON', '{"year": ')
  await page.getByText('Not JSON').waitFor()
  await page.getByRole('button', { name: 'Apply' }).click()
  expect(new URL(page.url()).searchParams.get('filter')).toContain('$or')

  watch.expect(400)
  await write(page, 'Filter as JSON', '{"year": {"$near": 1}}')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByText(/year\.\$near: `\$near` is not allowed/).waitFor()
  await page.getByText('The filter cannot be used').waitFor()
  expect(await lookAt(page, 'filter-refused')).toEqual([])

  await write(page, 'Filter as JSON', '{"year": {"$lt": 1902}}')
  await page.getByRole('button', { name: 'Form' }).click()
  expect(await page.getByRole('combobox', { name: 'Operator' }).textContent()).toBe('is less than')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect.poll(() => ids(page)).toEqual(['m-000', 'm-001'])
  await page.getByRole('button', { name: 'JSON' }).click()
  expect(await textIn(page, 'Filter as JSON')).toContain('"$lt": 1902')

  await page.goto(`${list}?filter=${encodeURIComponent('{oops')}`)
  await page.getByText('The filter is not JSON').waitFor()
})

test('documents are sorted, and paged through by the keyboard too', async ({ page, client }) => {
  const list = await fill(client)
  await signIn(page)
  await page.goto(list)
  await page.getByRole('button', { name: 'year' }).click()
  await page.getByRole('button', { name: 'year' }).click()
  await expect.poll(async () => (await ids(page))[0]).toBe('m-119')
  const head = page.getByRole('columnheader', { name: 'year' })
  expect(await head.getAttribute('aria-sort')).toBe('descending')
  await page.getByText('1 – 50').waitFor()
  await page.keyboard.press(']')
  await page.getByText('51 – 100').waitFor()
  expect((await ids(page))[0]).toBe('m-069')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('101 – 120').waitFor()
  expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true)
  await page.keyboard.press('[')
  await page.getByText('51 – 100').waitFor()
  await page.goBack()
  await page.getByText('101 – 120').waitFor()

  // Somebody who got the address knows nothing of the pages before.
  const other = await page.context().newPage()
  await signIn(other)
  await other.goto(page.url())
  await other.getByText('20 documents').waitFor()
  await other.getByRole('button', { name: 'First' }).click()
  await other.getByText('1 – 50').waitFor()
  await other.close()

  await page.getByRole('button', { name: 'genre' }).click()
  await page.getByText(/No index serves this query/).waitFor()
  expect(await lookAt(page, 'documents-no-index')).toEqual([])
  await page.getByRole('combobox', { name: 'Documents on a page' }).click()
  await page.getByRole('option', { name: '200 a page' }).click()
  await expect.poll(() => ids(page)).toHaveLength(120)
})

test('fields are chosen, also those inside', async ({ page, client }) => {
  const list = await fill(client)
  await signIn(page)
  await page.goto(list)
  await page.getByRole('button', { name: 'Fields' }).click()
  await page.getByRole('checkbox', { name: 'title' }).click()
  expect(await lookAt(page, 'fields')).toEqual([])
  await page.getByRole('textbox', { name: /Search, or type/ }).fill('cast.name')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await page.getByRole('cell', { name: '[1] ["Actor 0"]' }).waitFor()
  const fields = new URL(page.url()).searchParams.get('fields')
  expect(fields).toBe('year,genre,released,studio,cast,isGood,cast.name')
  await page.goto(`${list}?fields=title`)
  await page.getByRole('cell', { name: 'Movie 0', exact: true }).waitFor()
  expect(await page.getByRole('columnheader').allTextContents()).toEqual(['id', 'title'])
})

test('a list says how it was served, and never shows what is old', async ({ page, client }) => {
  const list = await fill(client)
  await signIn(page)
  await page.goto(`${list}?fields=title`)
  await page.getByText('From the database').waitFor()
  await page.reload()
  await page.getByText('From the cache').waitFor()
  await page.keyboard.press('r')
  await page.getByText('From the database, past the cache').waitFor()
  await page.getByRole('link', { name: 'm-001' }).click()
  await page.getByRole('heading', { name: 'm-001', level: 1 }).waitFor()
  await client.collection(list.split('/')[2] ?? '').patch('m-001', { title: 'Another title' })
  await page.goBack()
  await page.getByRole('cell', { name: 'Another title' }).waitFor()
})

test('nothing that matches is said', async ({ page, client }) => {
  const list = await fill(client)
  await signIn(page)
  await page.goto(`${list}?filter=${encodeURIComponent('{"year":1}')}`)
  await page.getByText('No document matches').waitFor()
  expect(await lookAt(page, 'documents-no-match')).toEqual([])
  await page.getByRole('button', { name: 'Show all' }).click()
  await page.getByRole('link', { name: 'm-000' }).waitFor()
})
