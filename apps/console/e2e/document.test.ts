import type { CStoreClient } from '@cstore/client'
import { expect } from 'vitest'
import { textIn, write } from './harness/editor.ts'
import { lookAt } from './harness/look.ts'
import { newCollection } from './harness/new-collection.ts'
import { signIn, test } from './harness/test.ts'

const BRAZIL = {
  title: 'Brazil',
  year: 1984,
  cast: ['Jonathan Pryce'],
  released: { $date: '1985-02-20T00:00:00Z' },
}
const EDITOR = 'Document brazil as JSON'
const SCHEMA = {
  type: 'object',
  required: ['title'],
  properties: { title: { type: 'string', minLength: 1 }, year: { type: 'integer', minimum: 1888 } },
}

async function start(client: CStoreClient) {
  const name = await newCollection(client, { schema: SCHEMA })
  const movies = client.collection(name)
  await movies.put('brazil', BRAZIL)
  const list = `/collections/${name}`
  return { movies, list, path: `${list}/documents/brazil`, name }
}

const json = (change: object): string => JSON.stringify({ ...BRAZIL, ...change }, null, 2)

test('a document is edited, compared and saved', async ({ page, client }) => {
  const { movies, path } = await start(client)
  await signIn(page)
  await page.goto(path)
  expect(JSON.parse(await textIn(page, EDITOR))).toEqual(BRAZIL)
  await page.getByText('Version 1').waitFor()
  await page.getByText('From the database').waitFor()
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  expect(await lookAt(page, 'document')).toEqual([])

  await write(page, EDITOR, json({ year: 1985, note: 'new' }))
  await page.keyboard.press('ControlOrMeta+s')
  const dialog = page.getByRole('dialog', { name: 'Save these changes?' })
  await dialog.getByText('1985,').waitFor()
  expect(await lookAt(page, 'document-diff')).toEqual([])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved', { exact: true }).waitFor()
  await page.getByText('Version 2').waitFor()
  const found = await movies.get('brazil')
  expect(found?.document).toEqual({ id: 'brazil', ...BRAZIL, year: 1985, note: 'new' })
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
})

test('what is wrong with a document is said where it is', async ({ page, client, watch }) => {
  const { movies, path } = await start(client)
  await signIn(page)
  await page.goto(path)
  await write(page, EDITOR, '{"title": "", "year": "x"}')
  await page.getByRole('button', { name: /^title: / }).waitFor()
  await page.getByRole('button', { name: /^year: must be integer/ }).click()
  expect(await lookAt(page, 'document-at-fault')).toEqual([])

  await write(page, EDITOR, '{"title": "x", "n": 12345678901234567890, "title": "y"}')
  await page.getByText('This number would lose digits').waitFor()
  await page.getByText('"title" is there twice.').waitFor()
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)

  await write(page, EDITOR, '{"title": ')
  await page.getByText('Not JSON').waitFor()
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)

  // Names with dots are nothing to the schema; the API has the last word.
  watch.expect(422)
  await write(page, EDITOR, '{"title": "x", "a.b": 1}')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: /a\.b: Expected a name without dots/ }).waitFor()
  await page.getByText('Not saved').waitFor()
  expect(await lookAt(page, 'document-refused')).toEqual([])
  expect((await movies.get('brazil'))?.document.title).toBe('Brazil')
  await page.getByRole('button', { name: 'Discard changes' }).click()
  await expect.poll(() => textIn(page, EDITOR)).toContain('"Brazil"')
})

test('when somebody was faster, both changes are put together', async ({ page, client, watch }) => {
  const { movies, path } = await start(client)
  await signIn(page)
  await page.goto(path)
  await write(page, EDITOR, json({ year: 1985 }))
  await movies.patch('brazil', { title: 'Brazil!' })
  watch.expect(412)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog', { name: 'Somebody else was faster' })
  await dialog.getByText('Version 2 was saved while you were editing version 1.').waitFor()
  await page.getByRole('textbox', { name: 'Put together' }).waitFor()
  expect(await lookAt(page, 'document-conflict')).toEqual([])
  await dialog.getByRole('button', { name: 'Save what is put together' }).click()
  await page.getByText('Version 3').waitFor()
  const { document } = (await movies.get('brazil')) ?? {}
  expect(document).toMatchObject({ title: 'Brazil!', year: 1985 })
})

test('of a conflict mine or theirs may be taken', async ({ page, client, watch }) => {
  const { movies, path } = await start(client)
  watch.expect(412)
  await signIn(page)
  await page.goto(path)
  await write(page, EDITOR, json({ year: 1985 }))
  await movies.patch('brazil', { year: 1990 })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText('Both have changed year').waitFor()
  await page.getByRole('button', { name: 'Take theirs' }).click()
  await expect.poll(() => textIn(page, EDITOR)).toContain('1990')
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)

  await write(page, EDITOR, json({ year: 2000 }))
  await movies.patch('brazil', { year: 1991 })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Save mine over it' }).click()
  await page.getByText('Saved', { exact: true }).waitFor()
  expect((await movies.get('brazil'))?.document['year']).toBe(2000)
})

test('what others change comes in, and is told to whoever edits', async ({
  page,
  client,
  watch,
}) => {
  const { movies, path } = await start(client)
  await signIn(page)
  await page.goto(path)
  await page.getByText('Version 1').waitFor()
  await movies.patch('brazil', { year: 1990 })
  await page.keyboard.press('r')
  await expect.poll(() => textIn(page, EDITOR)).toContain('1990')
  await page.getByText('Version 2').waitFor()

  await write(page, EDITOR, json({ year: 2000 }))
  await movies.patch('brazil', { year: 1991 })
  await page.getByRole('button', { name: 'Read again, past the cache' }).click()
  await page.getByText('Somebody else has changed this document (version 3)').waitFor()
  expect(await textIn(page, EDITOR)).toContain('2000')
  expect(await lookAt(page, 'document-changed-meanwhile')).toEqual([])

  await movies.delete('brazil')
  watch.expect(404, 412)
  await page.getByRole('button', { name: 'Read again, past the cache' }).click()
  await page.getByText('Somebody else has deleted this document.').waitFor()
  expect(await textIn(page, EDITOR)).toContain('2000')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Create it again' }).click()
  await page.getByText('Saved', { exact: true }).waitFor()
  expect((await movies.get('brazil'))?.document['year']).toBe(2000)
})

test('a document is created, duplicated, deleted and brought back', async ({
  page,
  client,
  watch,
}) => {
  const { movies, list, name } = await start(client)
  await signIn(page)
  await page.goto(list)
  await page.getByRole('link', { name: 'New document' }).waitFor()
  await page.keyboard.press('n')
  const id = page.getByLabel('Id')
  expect(await id.inputValue()).toMatch(/^[0-9a-f-]{36}$/)
  expect(await textIn(page, 'New document as JSON')).toContain('"title": ""')
  expect(await lookAt(page, 'document-new')).toEqual([])
  watch.expect(412)
  await id.fill('brazil')
  await write(page, 'New document as JSON', '{"title": "Alien"}')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByText('There is a document with this id already.').waitFor()
  await id.fill('alien/2 ü')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('heading', { name: 'alien/2 ü', level: 1 }).waitFor()
  expect((await movies.get('alien/2 ü'))?.document.title).toBe('Alien')

  await page.getByRole('button', { name: 'More' }).click()
  expect(await lookAt(page, 'document-menu')).toEqual([])
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await id.fill('alien-3')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('heading', { name: 'alien-3', level: 1 }).waitFor()
  expect((await movies.get('alien-3'))?.document.title).toBe('Alien')

  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).waitFor()
  await expect.poll(() => page.getByRole('link', { name: 'alien-3' }).count()).toBe(0)
  expect(await movies.get('alien-3')).toBeNull()
  expect(await lookAt(page, 'document-deleted')).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('link', { name: 'alien-3' }).waitFor()
  expect((await movies.get('alien-3'))?.document.title).toBe('Alien')

  watch.expect(404)
  await page.goto(`${list}/documents/nobody`)
  await page.getByText('There is no such document').waitFor()
  expect(await lookAt(page, 'document-missing')).toEqual([])
})

test('nobody loses what is not saved', async ({ page, client }) => {
  const { movies, list } = await start(client)
  await signIn(page)
  await page.goto(list)
  await page.getByRole('link', { name: 'brazil' }).click()
  await write(page, EDITOR, json({ year: 1985 }))
  await page.getByRole('button', { name: 'Discard changes' }).waitFor()
  await page.goBack()
  await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
  expect(await lookAt(page, 'document-leave')).toEqual([])
  await page.getByRole('button', { name: 'Stay' }).click()
  expect(await textIn(page, EDITOR)).toContain('1985')
  await page.getByRole('button', { name: 'Account and appearance' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Stay' }).click()
  await page.getByRole('button', { name: 'Save' }).and(page.locator(':enabled')).waitFor()
  await page.getByRole('link', { name: 'Keys' }).click()
  await page.getByRole('button', { name: 'Leave without saving' }).click()
  await page.getByRole('heading', { name: 'Keys', level: 1 }).waitFor()
  expect((await movies.get('brazil'))?.document['year']).toBe(1984)
})

test('the keys of a page are shown, and letters can be turned off', async ({ page, client }) => {
  const { path } = await start(client)
  await signIn(page)
  await page.goto(path)
  await page.getByText('Version 1').waitFor()
  await page.keyboard.press('?')
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await dialog.getByText('Read again, past the cache').waitFor()
  expect(await lookAt(page, 'shortcuts')).toEqual([])
  await dialog.getByRole('switch', { name: 'Shortcuts of a single key' }).click()
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  expect(await dialog.count()).toBe(0)
})
