import { expect } from 'vitest'
import { writeInto } from './harness/editor.ts'
import { lookAt } from './harness/look.ts'
import { signIn, test } from './harness/test.ts'

test('a collection is made, set up, purged and deleted', async ({ page, client }) => {
  await signIn(page)
  await page.goto('/')
  await page.getByText('No collections yet').waitFor()
  expect(await lookAt(page, 'collections-empty')).toEqual([])
  await page.getByRole('button', { name: 'New collection' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New collection' })
  await dialog.getByLabel('Name').fill('1st')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await dialog.getByText('Expected a letter').waitFor()
  expect(await lookAt(page, 'collections-new')).toEqual([])
  await dialog.getByLabel('Name').fill('movies')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('heading', { name: 'movies', level: 1 }).waitFor()
  await client.collection('movies').put('brazil', { title: 'Brazil', year: 1985 })

  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('switch', { name: 'Everybody may read' }).click()
  await page.getByLabel('Documents, ms').fill('soon')
  await page.getByText('Expected whole milliseconds').waitFor()
  await page.getByLabel('Documents, ms').fill('60000')
  const schema = page.getByRole('textbox', { name: 'Schema as JSON' })
  await writeInto(schema, '{"required": ["director"]}')
  const indexes = page.getByRole('textbox', { name: 'Indexes as JSON' })
  await writeInto(indexes, '[{"fields": {"year": -1}}]')
  expect(await lookAt(page, 'settings-changed')).toEqual([])
  await page.getByRole('switch', { name: 'Documents that are there' }).click()
  await page.getByRole('button', { name: 'Save settings' }).click()
  await page.getByText('The settings were saved').waitFor()
  await page.getByRole('listitem').filter({ hasText: 'year' }).getByText('ready').waitFor()
  expect((await client.settings('movies')).settings).toMatchObject({
    publicRead: true,
    cache: { ttlMs: 60_000 },
    schema: { required: ['director'] },
    indexes: [{ fields: { year: -1 } }],
  })
  expect(await lookAt(page, 'settings')).toEqual([])

  await page.getByRole('button', { name: 'Purge the cache' }).click()
  await page.getByText('movies was dropped from the cache').waitFor()
  await page.getByRole('link', { name: 'Collections' }).first().click()
  await page.getByRole('row').filter({ hasText: 'movies' }).getByText('Everybody').waitFor()
  expect(await lookAt(page, 'collections')).toEqual([])
  await page.getByRole('link', { name: 'Settings of movies' }).click()
  await page.getByRole('button', { name: 'Delete the collection …' }).click()
  const forEver = page.getByRole('button', { name: 'Delete for ever' })
  expect(await forEver.isDisabled()).toBe(true)
  await page.getByLabel('Type movies to go on').fill('movies')
  expect(await lookAt(page, 'settings-delete')).toEqual([])
  await forEver.click()
  await page.getByText('No collections yet').waitFor()
  expect(await client.collections()).toEqual([])
})

test('a schema that documents do not satisfy is refused', async ({ page, client, watch }) => {
  await client.putSettings('old', {})
  await client.collection('old').put('one', { title: 'Brazil' })
  watch.expect(409, 422)
  await signIn(page)
  await page.goto('/collections/old/settings')
  await writeInto(page.getByRole('textbox', { name: 'Schema as JSON' }), '{"required": ["year"]}')
  await page.getByRole('button', { name: 'Save settings' }).click()
  await page.getByText('CSTORE_SCHEMA_VIOLATED').waitFor()
  expect((await client.settings('old')).settings.schema).toBeUndefined()
  await page.getByRole('button', { name: 'Discard changes' }).click()
  await page.getByRole('button', { name: 'Save settings' }).and(page.locator(':disabled')).waitFor()
})

test('who is no administrator sees the settings, and no way to change them', async ({
  page,
  client,
  watch,
}) => {
  await client.putSettings('seen', {})
  const { key } = await client.keys.create({ name: 'reader', role: 'reader' })
  await signIn(page, key)
  await page.goto('/collections/seen/settings')
  await page.getByText('Only an administrator may change them.').waitFor()
  expect(await page.getByRole('button', { name: 'Save settings' }).count()).toBe(0)
  expect(await lookAt(page, 'settings-reader')).toEqual([])
  watch.expect(404)
  await page.goto('/collections/nowhere/settings')
  await page.getByText('The settings could not be read').waitFor()
})
