import { expect } from 'vitest'
import { write } from './harness/editor.ts'
import { lookAt } from './harness/look.ts'
import { newCollection } from './harness/new-collection.ts'
import { signIn, test } from './harness/test.ts'

const settingsOf = (name: string): string => `/collections/${name}/settings`

test('cache and reading are set', async ({ page, client }) => {
  const name = await newCollection(client)
  await signIn(page)
  await page.goto(settingsOf(name))
  const documents = page.getByRole('textbox', { name: 'Documents', exact: true })
  expect(await documents.inputValue()).toBe('5')
  expect(await lookAt(page, 'settings')).toEqual([])

  await page.getByRole('switch', { name: 'Everybody may read' }).click()
  await documents.fill('2')
  await page.getByRole('combobox', { name: 'Unit of Documents' }).click()
  await page.getByRole('option', { name: 'hours' }).click()
  await page.getByRole('textbox', { name: 'Pages of lists' }).fill('many')
  await page.keyboard.press('ControlOrMeta+s')
  await page.getByText('Expected a number, 0 or more.').waitFor()
  expect(await lookAt(page, 'settings-at-fault')).toEqual([])
  await page.getByRole('textbox', { name: 'Pages of lists' }).fill('0')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Settings saved').waitFor()
  const { settings } = await client.settings(name)
  expect(settings).toMatchObject({
    publicRead: true,
    cache: { ttlMs: 7_200_000, listTtlMs: 0, staleMs: 600_000 },
  })
  expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0)
})

test('a schema is tried on the documents there are', async ({ page, client, watch }) => {
  const name = await newCollection(client)
  await client.collection(name).import([
    { id: 'brazil', title: 'Brazil', year: 1985 },
    { id: 'alien', title: 'Alien', year: '1979' },
  ])
  await signIn(page)
  await page.goto(settingsOf(name))
  await page.getByRole('button', { name: 'Begin with an example' }).click()
  await page.getByRole('button', { name: 'Check existing documents' }).click()
  await page.getByText('Checked 2 documents: 1 do not satisfy it.').waitFor()
  await page.getByRole('link', { name: 'alien' }).waitFor()
  expect(await lookAt(page, 'settings-schema-check')).toEqual([])

  watch.expect(422)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Documents that exist do not satisfy the schema').waitFor()
  expect(await lookAt(page, 'settings-schema-refused')).toEqual([])
  await page.getByRole('switch', { name: 'Refuse a schema that documents violate' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Settings saved').waitFor()
  expect((await client.settings(name)).settings.schema).toMatchObject({ required: ['title'] })

  await write(page, 'JSON Schema', '{"type": "objec"}')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(/^type: /).waitFor()
  await write(page, 'JSON Schema', '{"type": ')
  await page.getByText('Not JSON').waitFor()
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.getByText('Not JSON').waitFor({ state: 'detached' })
})

test('indexes are made, and say how they are', async ({ page, client }) => {
  const properties = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`f${at}`, {}]))
  const name = await newCollection(client, { schema: { properties } })
  await client.collection(name).import([
    { id: 'a', title: 'Same', year: 1 },
    { id: 'b', title: 'Same', year: 2 },
  ])
  await signIn(page)
  const noIndex = encodeURIComponent('{"year": 1}')
  await page.goto(`/collections/${name}?filter=${noIndex}`)
  await page.getByRole('main').getByRole('link', { name: 'Indexes' }).click()
  await page.getByRole('textbox', { name: 'JSON Schema' }).waitFor()
  const heading = page.getByRole('heading', { name: 'Indexes' })
  await expect.poll(async () => (await heading.boundingBox())?.y).toBeLessThan(500)
  await page.getByRole('button', { name: 'Add an index' }).click()
  const fields = page.getByRole('textbox', { name: 'Fields' })
  await fields.fill('year, ')
  await page.getByText('not saved', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Expected fields, separated by commas.').waitFor()
  await fields.fill('-year, title')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Settings saved').waitFor()
  await page.getByText('ready', { exact: true }).waitFor()
  expect((await client.settings(name)).settings.indexes).toEqual([
    { fields: { year: -1, title: 1 }, unique: false },
  ])
  await page.getByRole('button', { name: 'Add an index' }).click()
  await fields.nth(1).fill('title')
  await page.getByRole('switch', { name: 'Unique' }).nth(1).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('failed', { exact: true }).waitFor()
  expect(await lookAt(page, 'settings-indexes')).toEqual([])
  await page.getByRole('button', { name: 'Remove this index' }).nth(1).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('failed', { exact: true }).waitFor({ state: 'detached' })
})

test('nobody undoes what somebody else has set', async ({ page, client }) => {
  const name = await newCollection(client)
  await signIn(page)
  await page.goto(settingsOf(name))
  await page.getByRole('switch', { name: 'Everybody may read' }).click()
  await client.putSettings(name, { cache: { ttlMs: 1000 } })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Somebody else has changed the settings meanwhile').waitFor()
  expect((await client.settings(name)).settings.cache.ttlMs).toBe(1000)
})

test('a cache is dropped, and a collection deleted by its name', async ({ page, client }) => {
  const name = await newCollection(client)
  const movies = client.collection(name)
  await movies.put('brazil', { title: 'Brazil' })
  await movies.get('brazil')
  await signIn(page)
  await page.goto(settingsOf(name))
  await page.getByRole('button', { name: 'Drop the cache' }).click()
  await page.getByText('Dropped from the cache').waitFor()
  expect((await movies.get('brazil'))?.cacheStatus).toContain('fwd=uri-miss')

  // What is not saved goes with it, and nobody is asked about it.
  await page.getByRole('switch', { name: 'Everybody may read' }).click()
  await page.getByRole('button', { name: 'Delete …' }).click()
  await page.getByText('1 document and its settings').waitFor()
  const sure = page.getByRole('button', { name: 'Delete it' })
  await page.getByLabel(`Type ${name} to confirm`).fill('movies')
  expect(await sure.isDisabled()).toBe(true)
  expect(await lookAt(page, 'delete-collection')).toEqual([])
  await page.getByLabel(`Type ${name} to confirm`).fill(name)
  await sure.click()
  await page.getByRole('heading', { name: 'Collections', level: 1 }).waitFor()
  await expect.poll(() => page.getByRole('link', { name, exact: true }).count()).toBe(0)
  expect(await client.collections()).not.toContainEqual(expect.objectContaining({ name }))
})
