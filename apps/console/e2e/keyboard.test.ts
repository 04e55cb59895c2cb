/** The same without a mouse: everything that is done here is done by keys. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { ADMIN_KEY } from './harness/start-server.ts'
import { signIn, test } from './harness/test.ts'

/** What has the focus, by its role or tag and its name. */
const FOCUSED = `(() => {
  const inside = (root) => root.activeElement?.shadowRoot ? inside(root.activeElement.shadowRoot) : root.activeElement
  const one = inside(document)
  const labels = [...(one.labels ?? [])].map((label) => label.textContent).join(' ')
  const name = one.getAttribute('aria-label') ?? (labels || one.textContent)
  return (one.getAttribute('role') ?? one.tagName.toLowerCase()) + ' ' + name.trim()
})()`

const MOST_STOPS = 60

/** Goes on with Tab until something is reached, which has to be seen to have the focus. */
async function tabTo(page: Page, wanted: RegExp): Promise<void> {
  const passed: string[] = []
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate<string>(FOCUSED)
    if (wanted.test(focused)) return
    passed.push(focused)
  }
  throw new Error(`Tab never came to ${wanted}; it came by:\n${passed.join('\n')}`)
}

/** Where a dialog begins, and whoever types does. */
const focusOn = (page: Page, wanted: RegExp): Promise<void> =>
  expect.poll(() => page.evaluate<string>(FOCUSED)).toMatch(wanted)

test('the skip link leads past the bar', async ({ page }) => {
  await signIn(page)
  await page.goto('/')
  await page.getByRole('heading', { name: 'Collections', level: 1 }).waitFor()
  await page.keyboard.press('Tab')
  expect(await page.evaluate<string>(FOCUSED)).toBe('a Skip to the content')
  await page.keyboard.press('Enter')
  await tabTo(page, /New collection/)
})

test('from signing in to a document that is saved, by keys alone', async ({ page, client }) => {
  await page.goto('/')
  await page.getByLabel('API key').waitFor()
  await tabTo(page, /API key/)
  await page.keyboard.type(ADMIN_KEY)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'New collection' }).first().waitFor()

  await page.keyboard.press('n')
  await focusOn(page, /^input Name/)
  await page.keyboard.type('movies')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'movies', level: 1 }).waitFor()

  const movies = client.collection<{ title: string; year: number }>('movies')
  await movies.put('brazil', { title: 'Brazil', year: 1984 })
  await page.keyboard.press('r')
  await page.getByRole('link', { name: 'brazil' }).waitFor()
  await tabTo(page, /^a brazil/)
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Document' }).getByText('1984').waitFor()
  await tabTo(page, /^textbox Document/)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText('{"title":"Brazil","year":1985}')
  await page.keyboard.press('ControlOrMeta+s')
  await focusOn(page, /^button Save/)
  await page.keyboard.press('Enter')
  await page.getByText('Version 2').waitFor()
  expect((await movies.get('brazil'))?.document.year).toBe(1985)

  // Out of the editor, in which Tab might have meant something else.
  await tabTo(page, /Skip to the content|Keys/)
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await page.keyboard.press('Escape')
  await tabTo(page, /^a Keys/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Keys', level: 1 }).waitFor()
  expect(await page.evaluate<string>(FOCUSED)).toBe('h1 Keys')
})

test('a file is imported and a key is made by keys alone', async ({ page, client }) => {
  await client.putSettings('songs', {})
  await signIn(page)
  await page.goto('/collections/songs/import')
  await page.getByText('Choose a file').waitFor()
  // What opens is the browser's; what it gives is the same.
  const choosing = page.waitForEvent('filechooser')
  await tabTo(page, /File to import/)
  await page.keyboard.press('Space')
  const chooser = await choosing
  const buffer = Buffer.from('{"id":"a","title":"A"}\n')
  await chooser.setFiles({ name: 'songs.ndjson', mimeType: 'application/x-ndjson', buffer })
  await tabTo(page, /button Import \d/)
  await page.keyboard.press('Enter')
  await page.getByText('Imported songs.ndjson').waitFor()
  expect(await page.evaluate<string>(FOCUSED)).toMatch(/Import.* songs\.ndjson/)

  await page.goto('/keys')
  await page.getByRole('heading', { name: 'Keys', level: 1 }).waitFor()
  await page.keyboard.press('n')
  await focusOn(page, /^input Name/)
  await page.keyboard.type('website')
  await page.keyboard.press('Enter')
  await focusOn(page, /^input Key/)
  await tabTo(page, /button Copy/)
  await page.keyboard.press('Enter')
  await focusOn(page, /button Copied/)
  await tabTo(page, /button Done/)
  await page.keyboard.press('Enter')
  await page.getByRole('row').filter({ hasText: 'website' }).waitFor()
})
