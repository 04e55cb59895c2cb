import { measurePaint } from './harness/paint-times.ts'
import { signIn, test } from './harness/test.ts'

const PAGES = [
  ['/', 'Collections'],
  ['/collections/movies', 'movies'],
  ['/live', 'Live'],
] as const

test('how soon pages are painted is reported', async ({ page, client }) => {
  await client.putSettings('movies', {})
  await signIn(page)
  for (const [path, title] of PAGES) await measurePaint(page, { what: path, address: path, title })
})
