import { CStoreClient, type Collection } from '@cstore/client'
import { expect } from 'vitest'
import { lookAt } from './harness/look.ts'
import { ADMIN_KEY, startServer } from './harness/start-server.ts'
import { signIn, test } from './harness/test.ts'

/** Reads and writes as clients would, until the returned function is called. */
function keepBusy(collection: Collection<Record<string, unknown>>): () => Promise<void> {
  const controller = new AbortController()
  const { signal } = controller
  const work = async (): Promise<void> => {
    for (let at = 0; !signal.aborted; at += 1) {
      await collection.put(`m-${at % 20}`, { at, title: `Movie ${at}` })
      for (let read = 0; read < 8; read += 1) await collection.get(`m-${read}`)
      await collection.list({ limit: 5 })
    }
  }
  const working = work()
  return async () => {
    controller.abort()
    await working
  }
}

test('what the server does is seen as it does it', async ({ page, client, onTestFinished }) => {
  await client.putSettings('movies', {})
  await signIn(page)
  await page.goto('/live')
  await page.getByText('Nothing has changed since you came.').waitFor()
  await page.getByText('following').waitFor()
  expect(await lookAt(page, 'live-quiet')).toEqual([])
  onTestFinished(keepBusy(client.collection('movies')))
  await page.getByRole('figure', { name: /^Hit ratio .* from the cache \d/ }).waitFor()
  await page.getByRole('figure', { name: /^Latency .* p50 (< )?[\d.]+ m?s/ }).waitFor()
  const changes = page.getByRole('list', { name: 'Changes, newest first' })
  await changes.getByRole('link', { name: 'm-1', exact: true }).first().waitFor()
  expect(await changes.getByRole('listitem').first().textContent()).toMatch(/update|replace|create/)
  await page.keyboard.press('h')
  await page.getByRole('button', { name: /^Go on \(\d+ new\)/ }).waitFor()
  // A few points more, for who looks at the pictures.
  await expect
    .poll(() => page.getByRole('figure', { name: /^Clients ask CStore/ }).textContent(), {
      timeout: 20_000,
    })
    .toMatch(/requests\/s.*% hits/s)
  await page.getByRole('button', { name: /^Go on/ }).click()
  expect(await lookAt(page, 'live')).toEqual([])
  const topology = page.getByRole('figure', { name: /^Clients ask CStore/ })
  expect(await topology.getAttribute('aria-label')).toMatch(
    /CStore: ok.*Cache: ok, in memory; Database: ok/,
  )
  await page.getByText('Stale reads').locator('..').getByText('0', { exact: true }).waitFor()
})

test('a collection is followed from an address of its own', async ({ page, client }) => {
  await client.putSettings('movies', {})
  await client.putSettings('songs', {})
  await signIn(page)
  await page.goto('/live?collection=songs')
  await page.getByText('following').waitFor()
  await client.collection('movies').put('a', { title: 'not this' })
  await client.collection('songs').put('b', { title: 'this' })
  const changes = page.getByRole('list', { name: 'Changes, newest first' })
  await changes.getByText('"title":"this"').waitFor()
  expect(await changes.getByRole('listitem').count()).toBe(1)
  await client.collection('songs').delete('b')
  await changes.getByText('gone').waitFor()
  await page.getByLabel('Collection').selectOption('movies')
  await page.getByText('Nothing has changed since you came.').waitFor()
  expect(new URL(page.url()).search).toBe('?collection=movies')
  await changes.waitFor({ state: 'detached' })
})

test('a server that is gone is seen to be', async ({ page, watch }) => {
  const server = await startServer()
  const client = new CStoreClient({ url: server.url, key: ADMIN_KEY })
  await client.putSettings('movies', {})
  await signIn(page)
  await page.goto(`${server.url}/live`)
  await page.getByText('following').waitFor()
  await page.getByRole('figure', { name: /^Latency/ }).waitFor()
  watch.expectLoss()
  await server.stop()
  await page.getByRole('figure', { name: /CStore: down, no answer/ }).waitFor()
  await page.getByText(/No figures at the moment/).waitFor()
  await page.getByText('connecting again …').waitFor()
  expect(await lookAt(page, 'live-lost')).toEqual([])
})

test('who may not see all collections is told so', async ({ page, client, watch }) => {
  await client.putSettings('movies', {})
  const { key } = await client.keys.create({
    name: 'some',
    role: 'reader',
    collections: ['movies'],
  })
  watch.expect(403)
  await signIn(page, key)
  await page.goto('/live')
  await page.getByText('Figures are of all collections').waitFor()
  await page.getByText('following').waitFor()
  expect(await lookAt(page, 'live-denied')).toEqual([])
})

test('without a key there is a public collection to follow, and no more', async ({
  page,
  client,
  watch,
}) => {
  await client.putSettings('public', { publicRead: true })
  watch.expect(401)
  await page.goto('/live')
  await page.getByText('They are for whoever may read all of them.').waitFor()
  expect(await lookAt(page, 'live-anonymous')).toEqual([])
  await page.goto('/live?collection=public')
  await page.getByText('following').waitFor()
  await client.collection('public').put('a', { title: 'seen by all' })
  await page.getByText('seen by all').waitFor()
})
