import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { measured } from './harness/measurements.ts'
import { signIn, test } from './harness/test.ts'

const COUNT = 100_000
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

/** How long it takes, for the report. */
async function timed(what: string, work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  const tookMs = performance.now() - startedMs
  await measured(`${COUNT.toLocaleString('en')} documents: ${what}`, `${Math.round(tookMs)} ms`)
  return tookMs
}

async function importFile(page: Page, file: string): Promise<void> {
  await page.goto('/collections/movies/import')
  await page.getByLabel('File to import').setInputFiles(file)
  await page.getByRole('button', { name: /^Import \d/ }).click()
  await page.getByText('Imported movies.ndjson').waitFor({ timeout: 150_000 })
}

test(
  'a hundred thousand documents come in and out',
  { timeout: 240_000 },
  async ({ page, client, onTestFinished }) => {
    const folder = await mkdtemp(join(tmpdir(), 'cstore-many-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'movies.ndjson')
    await writeFile(file, `${documents().join('\n')}\n`)
    await client.putSettings('movies', { indexes: [{ fields: { year: 1 } }] })
    await signIn(page)
    await timed('import of the file', () => importFile(page, file))
    expect((await client.collection('movies').list({ limit: 1, count: true })).count).toBe(COUNT)
    await timed('export into a file', async () => {
      const [download] = await Promise.all([
        page.waitForEvent('download', { timeout: 120_000 }),
        page.getByRole('button', { name: 'Export all documents' }).click(),
      ])
      expect((await stat(await download.path())).size).toBe((await stat(file)).size)
    })
  },
)
