import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { expect, it } from 'vitest'
import type { ScenarioOptions } from './browser-scenario.ts'
import { ADMIN_KEY, startServer } from './start-server.ts'

const CHROMIUM = '/usr/bin/chromium'

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('browser-scenario.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
  })
  return outputFiles[0]?.text ?? ''
}

/** A page of another origin than the API. */
async function startPage(script: string): Promise<AsyncDisposable & { url: string }> {
  const html = `<!doctype html><title>page</title><script>${script.replaceAll('</', '<\\/')}</script>`
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

async function runInChromium(pageUrl: string, options: ScenarioOptions): Promise<unknown> {
  // Containers give no sandbox to root.
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    await page.goto(pageUrl)
    return await page.evaluate(`runScenario(${JSON.stringify(options)})`)
  } finally {
    await browser.close()
  }
}

it('works in a browser, from a page of another origin', { timeout: 60_000 }, async (test) => {
  // Where everything must be there, its absence is a failure: the launch says so.
  const mustRun = process.env['CSTORE_REQUIRE_SERVICES'] === '1'
  if (!mustRun && !existsSync(CHROMIUM)) test.skip(`there is no ${CHROMIUM}`)
  await using page = await startPage(await bundle())
  await using server = await startServer({ CSTORE_CORS_ORIGINS: page.url })
  const options = { url: server.url, key: ADMIN_KEY, collection: 'songs' }
  expect(await runInChromium(page.url, options)).toEqual({
    titles: ['a', 'a', 1],
    etagsAgree: [true, true, false],
    cacheStatus: expect.stringMatching(/^cstore; hit/),
    conflict: 'CSTORE_STORE_PRECONDITION_FAILED',
    told: ['reset', 'change'],
    inserted: 1200,
    exported: 1201,
    aborted: 'enough',
    refused: 'CSTORE_ACCESS_KEY_MISSING',
    lost: 'CSTORE_CLIENT_NETWORK',
    deleted: [true, null],
  })
})
