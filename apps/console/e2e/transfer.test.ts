import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { lookAt } from './harness/look.ts'
import { signIn, test } from './harness/test.ts'

interface Chosen {
  readonly name: string
  readonly text: string
}

async function choose(page: Page, { name, text }: Chosen): Promise<void> {
  const file = { name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) }
  await page.getByLabel('File to import').setInputFiles(file)
}

const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, at) =>
    JSON.stringify({ id: `m-${at}`, n: at, text: 'x'.repeat(200) }),
  )

test('a file is imported, with what was refused, and exported again', async ({ page, client }) => {
  await client.putSettings('movies', {})
  await signIn(page)
  await page.goto('/collections/movies/import')
  await page.getByText('Choose a file').waitFor()
  expect(await lookAt(page, 'transfer')).toEqual([])
  const good = lines(1200)
  const text = [
    ...good.slice(0, 3),
    '{"id":"big","n":12345678901234567890}',
    '',
    'no',
    ...good.slice(3),
  ]
  await choose(page, { name: 'movies.ndjson', text: text.join('\n') })
  await page.getByText('movies.ndjson').waitFor()
  expect(await lookAt(page, 'transfer-chosen')).toEqual([])
  await page.getByRole('button', { name: /^Import \d/ }).click()
  await page.getByText('Imported movies.ndjson').waitFor()
  const refused = page.getByRole('region', { name: 'Refused documents' })
  expect(await refused.getByRole('row').allTextContents()).toEqual([
    'LineIdWhy',
    expect.stringMatching(/^4.*CSTORE_REQUEST_BODY_INVALID$/),
    expect.stringMatching(/^6.*CSTORE_REQUEST_BODY_INVALID$/),
  ])
  expect(await lookAt(page, 'transfer-imported')).toEqual([])
  await page.getByText(/ · [\d,]+ a second · [\d.]+ s$/).waitFor()
  expect((await client.collection('movies').list({ limit: 1, count: true })).count).toBe(1200)

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export all documents' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('movies.ndjson')
  const exported = await readFile(await download.path(), 'utf8')
  expect(exported.trimEnd().split('\n')).toEqual(good.toSorted())
  await page.getByText('1,200 of 1,200 documents').waitFor()
  expect(await lookAt(page, 'transfer-exported')).toEqual([])
})

test('an import that breaks off goes on where it was', async ({ page, client, watch }) => {
  await client.putSettings('songs', {})
  await signIn(page)
  await page.goto('/collections/songs/import')
  await choose(page, { name: 'songs.json', text: `[${lines(3000).join(',\n')}]` })
  let batches = 0
  watch.expect(503)
  // A proxy in between that has lost its server, from the third batch on.
  await page.route('**/import?mode=upsert', (route) =>
    batches++ < 2 ? route.continue() : route.fulfill({ status: 503, body: 'gone' }),
  )
  await page.getByRole('button', { name: /^Import / }).click()
  await page.getByText('Broke off songs.json').waitFor()
  expect(await lookAt(page, 'transfer-broken')).toEqual([])
  await page.unroute('**/import?mode=upsert')
  await page.getByRole('button', { name: 'Go on after 1,000' }).click()
  await page.getByText('Imported songs.json').waitFor()
  expect((await client.collection('songs').list({ limit: 1, count: true })).count).toBe(3000)
  expect(await page.getByText('new', { exact: true }).locator('..').textContent()).toBe('new3,000')
})

test('an import under way is stopped, and not left by accident', async ({ page, client }) => {
  await client.putSettings('stopped', {})
  await signIn(page)
  await page.goto('/collections/stopped/import')
  await choose(page, { name: 'many.ndjson', text: lines(2000).join('\n') })
  const held = Promise.withResolvers<void>()
  await page.route('**/import?mode=upsert', async (route) => {
    await held.promise
    await route.continue().catch(() => undefined)
  })
  await page.getByRole('button', { name: /^Import / }).click()
  await page.getByText('Importing … many.ndjson').waitFor()
  expect(await lookAt(page, 'transfer-running')).toEqual([])
  await page.getByRole('link', { name: 'Keys' }).click()
  await page.getByRole('dialog', { name: 'Stop it and leave?' }).waitFor()
  expect(await lookAt(page, 'transfer-leave')).toEqual([])
  await page.getByRole('button', { name: 'Stay' }).click()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByText('Stopped many.ndjson').waitFor()
  held.resolve()
  await page.getByRole('button', { name: 'Go on after 0' }).click()
  await page.getByText('Imported many.ndjson').waitFor()
})

test('a file of something else says so', async ({ page, client }) => {
  await client.putSettings('none', {})
  await signIn(page)
  await page.goto('/collections/none/import')
  await choose(page, { name: 'half.json', text: '[{"id":"a"},{"id":' })
  await page.getByRole('button', { name: /^Import / }).click()
  await page.getByText('The array is not closed: the file ends too early.').waitFor()
  await page.getByRole('button', { name: 'Import another file' }).click()
  await page.getByText('Choose a file').waitFor()
})
