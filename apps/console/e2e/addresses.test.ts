import { expect } from 'vitest'
import { lookAt } from './harness/look.ts'
import { signIn, test } from './harness/test.ts'

/** Every kind of address there is, and the heading of its page. */
const ADDRESSES = [
  ['/', 'Collections'],
  ['/sign-in', 'Sign in'],
  ['/keys', 'Keys'],
  ['/live', 'Live'],
  ['/collections/movies', 'movies'],
  ['/collections/movies/settings', 'Settings'],
  ['/collections/movies/import', 'movies'],
  ['/collections/movies/documents/a%2Fb%20c', 'a/b c'],
] as const

test('every address can be gone to, and come back to', async ({ page, client }) => {
  await client.putSettings('movies', {})
  await client.collection('movies').put('a/b c', { title: 'Brazil' })
  await signIn(page)
  for (const [path, title] of ADDRESSES) {
    const heading = page.getByRole('heading', { name: title, level: 1 })
    await page.goto(path)
    await heading.waitFor()
    expect(await page.title()).toMatch(/CStore$/)
    const elsewhere = path === '/keys' ? 'Live' : 'Keys'
    await page.getByRole('link', { name: elsewhere, exact: true }).click()
    await page.getByRole('heading', { name: elsewhere, level: 1 }).waitFor()
    await page.goBack()
    await heading.waitFor()
    expect(new URL(page.url()).pathname).toBe(path)
  }
})

test('what is no address of the console is no page of it', async ({ page, client, watch }) => {
  await client.putSettings('movies', {})
  watch.expect(404)
  const answer = await page.goto('/nothing')
  expect(answer?.headers()['content-type']).toMatch(/^application\/problem\+json/)
  await signIn(page)
  await page.goto('/')
  await page.getByRole('heading', { name: 'Collections', level: 1 }).waitFor()
  // A link within the console may lead nowhere, too.
  await page.evaluate(
    `history.pushState({}, '', '/nowhere'); dispatchEvent(new PopStateEvent('popstate'))`,
  )
  await page.getByText('There is no such page').waitFor()
  expect(await lookAt(page, 'not-found')).toEqual([])
})
