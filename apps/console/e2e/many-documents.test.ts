import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { measured } from './harness/measurements.ts'
import { signIn, test } from './harness/test.ts'

const COUNT = 100_000
const LONG_MS = 120_000
const GENRES = ['drama', 'comedy', 'western', 'horror']

function documents(): string[] {
  return Array.from({ length: COUNT }, (_, at) =>
    JSON.stringify({
      id: `m-${String(at).padStart(6, '0')}`,
      title: `Movie number ${at}`,
      year: 1920 + (at % 100),
      genre: GENRES[at % GENRES.length],
      rating: (at % 91) / 10 + 1,
      cast: [{ name: `Actor ${at % 5000}`, role: 'lead' }],
    }),
  )
}

/** How long it takes, for the report. Each step waits for what it shows, and no longer than usual. */
async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const startedMs = performance.now()
  await work()
  const tookMs = Math.round(performance.now() - startedMs)
  await measured(`${COUNT.toLocaleString('en')} documents: ${what}`, `${tookMs} ms`)
}

async function importFile(page: Page, file: string): Promise<void> {
  await page.goto('/collections/movies/import')
  await page.getByLabel('File to import').setInputFiles(file)
  await page.getByRole('button', { name: /^Import \d/ }).click()
  await page.getByText('Imported movies.ndjson').waitFor({ timeout: LONG_MS })
}

async function exportFile(page: Page): Promise<string> {
  await page.goto('/collections/movies/import')
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: LONG_MS }),
    page.getByRole('button', { name: 'Export all documents' }).click(),
  ])
  return download.path()
}

const rows = (page: Page): Locator =>
  page.getByRole('region', { name: 'Documents of movies' }).getByRole('rowheader')

const filtered = (filter: object): string =>
  `/collections/movies?filter=${encodeURIComponent(JSON.stringify(filter))}`

async function lookAround(page: Page): Promise<void> {
  await timed('the collections, and how many are in each', async () => {
    await page.goto('/')
    await page.getByRole('cell', { name: '100,000' }).waitFor()
  })
  await timed('the first page', async () => {
    await page.getByRole('link', { name: 'movies', exact: true }).click()
    await rows(page).getByText('m-000000').waitFor()
  })
  await timed('the next page', async () => {
    await page.getByRole('button', { name: 'Next' }).click()
    await rows(page).getByText('m-000050').waitFor()
  })
  await timed('a filter that an index serves', async () => {
    await page.goto(filtered({ year: 1985 }))
    await rows(page).getByText('m-000065').waitFor()
  })
  await timed('how many match it', async () => {
    await page.getByRole('button', { name: 'count them' }).click()
    await page.getByText('of 1,000').waitFor()
  })
  await timed('a filter that no index serves', async () => {
    await page.goto(filtered({ 'cast.name': 'Actor 4711', genre: 'horror' }))
    await rows(page).getByText('m-004711').waitFor()
  })
  await timed('one document', async () => {
    await page.goto('/collections/movies/documents/m-099999')
    await page.getByText('Movie number 99999').waitFor()
  })
  await timed('the live view', async () => {
    await page.goto('/live?collection=movies')
    await page.getByText('following').waitFor()
  })
}

test(
  'every page is of use with a hundred thousand documents',
  { timeout: 300_000 },
  async ({ page, client, onTestFinished }) => {
    const folder = await mkdtemp(join(tmpdir(), 'cstore-many-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'movies.ndjson')
    await writeFile(file, `${documents().join('\n')}\n`)
    await client.putSettings('movies', { indexes: [{ fields: { year: 1 } }] })
    await signIn(page)
    await timed('import of a file of them', () => importFile(page, file))
    await lookAround(page)
    let exported = ''
    await timed('export into a file', async () => {
      exported = await exportFile(page)
    })
    expect(await readFile(exported, 'utf8')).toBe(await readFile(file, 'utf8'))
  },
)
