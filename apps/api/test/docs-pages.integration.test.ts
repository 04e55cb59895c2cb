/** The pages for people, in a real browser, at a name that is not localhost. */
import { existsSync } from 'node:fs'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROBLEMS } from '../src/problems/problem-table.ts'
import { ADMIN_KEY, testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

const CHROMIUM = '/usr/bin/chromium'
const HOST = 'docs.test'
/** Where everything must be there, its absence is a failure: the launch says so. */
const MUST_RUN = process.env['CSTORE_REQUIRE_SERVICES'] === '1'

let deployment: TestDeployment
let api: TestApi
let browser: Browser

interface Visit {
  readonly page: Page
  /** What should not happen: errors, and requests that go elsewhere. */
  readonly trouble: string[]
}

async function visit(path: string): Promise<Visit> {
  const { port } = new URL(api.url)
  const origin = `http://${HOST}:${port}`
  const trouble: string[] = []
  const page = await browser.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(message.text())
  })
  page.on('pageerror', (error) => trouble.push(error.message))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) trouble.push(url)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) trouble.push(`${response.status()} ${response.url()}`)
  })
  await page.goto(origin + path)
  return { page, trouble }
}

describe.skipIf(!MUST_RUN && !existsSync(CHROMIUM))('a browser', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    deployment = await testDeployment()
    api = await deployment.start()
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      // Containers give no sandbox to root. Every other name stays unknown.
      args: ['--no-sandbox', `--host-resolver-rules=MAP ${HOST} 127.0.0.1,MAP * ~NOTFOUND`],
    })
  })
  afterAll(async () => {
    await browser.close()
    await deployment[Symbol.asyncDispose]()
  })

  it('shows every operation, loads nothing from elsewhere, and has nothing to complain of', async () => {
    const { page, trouble } = await visit('/api/docs')
    await page.locator('.opblock').first().waitFor()
    const paths = Object.values<object>(Object(api.description.document['paths']))
    const operations = paths.flatMap((item) => Object.keys(item))
    expect(await page.locator('.opblock').count()).toBe(operations.length)
    expect(trouble).toEqual([])
  })

  it('tells what an operation answers, with the codes of problems as links', async () => {
    const { page, trouble } = await visit('/api/docs#/documents/putDocument')
    const answers = page.locator('#operations-documents-putDocument tr.response')
    await answers.first().waitFor()
    const conflict = answers.locator('a', { hasText: 'CSTORE_STORE_WRITE_CONFLICT' })
    expect(await conflict.getAttribute('href')).toBe('/api/docs/errors#CSTORE_STORE_WRITE_CONFLICT')
    expect(trouble).toEqual([])
  })

  it('calls the API from the page, with a key', async () => {
    await api.request('/api/v1/collections/movies', { method: 'PUT', body: {} })
    const { page, trouble } = await visit('/api/docs#/documents/putDocument')
    const operation = page.locator('#operations-documents-putDocument')
    await page.locator('button.authorize').first().click()
    await page.locator('.auth-container input').fill(ADMIN_KEY)
    await page.locator('.auth-container button.authorize').click()
    await page.locator('button.btn-done').click()
    await operation.getByRole('button', { name: 'Try it out' }).click()
    for (const [name, value] of [
      ['collection', 'movies'],
      ['id', 'brazil'],
    ]) {
      await operation.locator(`tr[data-param-name="${name}"] input`).fill(String(value))
    }
    await operation.getByRole('button', { name: 'Execute' }).click()
    const status = operation.locator('.live-responses-table .response .response-col_status').first()
    await expect.poll(() => status.textContent(), { timeout: 10_000 }).toContain('201')
    expect(await (await api.request('/api/v1/collections/movies/documents/brazil')).json()).toEqual(
      {
        id: 'brazil',
        title: 'Brazil',
        year: 1984,
        genres: ['Comedy'],
      },
    )
    expect(trouble).toEqual([])
  })

  it('finds every error on its page, where the type of a problem leads', async () => {
    const { type } = Object(await (await api.request('/api/v1/nothing')).json())
    const { page, trouble } = await visit(type)
    expect(await page.locator('dt:target').textContent()).toContain('CSTORE_ROUTE_NOT_FOUND 404')
    expect(await page.locator('dt').count()).toBe(Object.keys(PROBLEMS).length)
    // The style is let in by its digest.
    const line = "getComputedStyle(document.querySelector('dt')).borderTopWidth"
    expect(await page.evaluate(line)).toBe('1px')
    expect(trouble).toEqual([])
  })
})
