import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { writeInto } from './harness/editor.ts'
import { lookAt } from './harness/look.ts'
import { signIn, test } from './harness/test.ts'

const editor = (page: Page): Locator => page.getByRole('textbox', { name: 'Document' })

async function write(page: Page, document: object): Promise<void> {
  await writeInto(editor(page), JSON.stringify(document, null, 2))
}

test('a document is made, read, changed and saved', async ({ page, client }) => {
  await client.putSettings('movies', {
    schema: { type: 'object', properties: { year: { type: 'integer' } }, required: ['title'] },
  })
  const movies = client.collection('movies')
  await signIn(page)
  await page.goto('/collections/movies')
  await page.getByRole('link', { name: 'New document' }).click()
  await page.getByRole('textbox', { name: 'Id' }).fill('brazil')
  await write(page, { year: 'late' })
  await page.getByRole('button', { name: /^year: / }).waitFor()
  expect(await lookAt(page, 'document-new')).toEqual([])
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('alert').waitFor()
  await write(page, { title: 'Brazil', year: 1985 })
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('heading', { name: 'brazil', level: 1 }).waitFor()
  expect((await movies.get('brazil'))?.document).toMatchObject({ title: 'Brazil', year: 1985 })

  await page.reload()
  await page.getByText('From the cache', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Read again, past the cache' }).click()
  await page.getByText('From the database, past the cache').waitFor()
  await editor(page).waitFor()
  expect(await lookAt(page, 'document')).toEqual([])
  await write(page, { title: 'Brazil', year: 1986 })
  await page.getByText('Changed, not saved').waitFor()
  await page.getByRole('button', { name: 'Changes' }).click()
  await page.getByRole('dialog', { name: 'Changes' }).getByText('1985').waitFor()
  expect(await lookAt(page, 'document-changes')).toEqual([])
  await page.getByRole('button', { name: 'Go on editing' }).click()
  await page.keyboard.press('ControlOrMeta+s')
  await page.getByText('brazil was saved').waitFor()
  await page.getByText('As stored').waitFor()
  expect((await movies.get('brazil'))?.document).toMatchObject({ year: 1986 })
})

test('what somebody else has changed is not written over unseen', async ({
  page,
  client,
  watch,
}) => {
  await client.putSettings('shared', {})
  const shared = client.collection('shared')
  await shared.put('one', { title: 'Brazil', year: 1985 })
  watch.expect(412)
  await signIn(page)
  await page.goto('/collections/shared/documents/one')
  await write(page, { title: 'Brazil', year: 1986 })
  await shared.put('one', { title: 'BRAZIL', year: 1985 })
  await page.getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog', { name: 'Somebody has changed it meanwhile' })
  await dialog.getByText('both can be put together').waitFor()
  expect(await lookAt(page, 'document-conflict')).toEqual([])
  await page.getByRole('button', { name: 'Put both together' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('As stored').waitFor()
  expect((await shared.get('one'))?.document).toEqual({ id: 'one', title: 'BRAZIL', year: 1986 })

  await write(page, { title: 'Mine' })
  await shared.put('one', { title: 'Theirs' })
  await page.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('You have both changed title').waitFor()
  await page.getByRole('button', { name: 'Overwrite with mine' }).click()
  await page.getByText('As stored').waitFor()
  expect((await shared.get('one'))?.document).toEqual({ id: 'one', title: 'Mine' })

  await write(page, { title: 'Mine again' })
  await shared.put('one', { title: 'Theirs again' })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Reload theirs' }).click()
  await editor(page).getByText('Theirs again').waitFor()
  await page.getByText('As stored').waitFor()
})

test('a deleted document is had back', async ({ page, client, watch }) => {
  await client.putSettings('bin', {})
  const bin = client.collection('bin')
  await bin.put('one', { title: 'Brazil', at: { $date: '2026-01-31T12:00:00Z' } })
  const before = (await bin.get('one'))?.document
  await signIn(page)
  await page.goto('/collections/bin/documents/one')
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByText('No documents yet').waitFor()
  expect(await bin.get('one')).toBeNull()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('link', { name: 'one', exact: true }).waitFor()
  expect((await bin.get('one'))?.document).toEqual(before)
  watch.expect(404)
  await page.goto('/collections/bin/documents/two')
  await page.getByText('There is no such document').waitFor()
  expect(await lookAt(page, 'document-missing')).toEqual([])
})

test('what was written is not left by accident, nor by who may only read', async ({
  page,
  client,
}) => {
  await client.putSettings('kept', {})
  await client.collection('kept').put('one', { title: 'Brazil' })
  await signIn(page)
  await page.goto('/collections/kept/documents/one')
  await write(page, { title: 'Other' })
  await page.getByRole('link', { name: 'Keys' }).click()
  await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
  await page.getByRole('button', { name: 'Leave', exact: true }).click()
  await page.getByRole('heading', { name: 'Keys', level: 1 }).waitFor()

  const { key } = await client.keys.create({ name: 'reader', role: 'reader' })
  const reader = await page.context().newPage()
  await signIn(reader, key)
  await reader.goto('/collections/kept/documents/one')
  await reader.getByText('Your key may read it, and not change it.').waitFor()
  expect(await reader.getByRole('button', { name: 'Save' }).count()).toBe(0)
  await reader.close()
})
