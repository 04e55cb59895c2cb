import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consoleFolder } from '../src/routes/console/console-folder.ts'
import { PAGES } from '../src/routes/console/console-routes.ts'
import { StartupError } from '../src/index.ts'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

const HTML = '<!doctype html><title>console</title>'
const SCRIPT = 'console.log("loaded")'

const PROBLEM: unknown = expect.stringMatching(/^application\/problem\+json/)

let folder: string
let deployment: TestDeployment
let api: TestApi

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cstore-console-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), HTML)
  await writeFile(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(folder, '.secret'), 'secret')
  await writeFile(join(folder, 'assets', 'main-abc123.js'), SCRIPT)
  await writeFile(join(folder, 'assets', 'main-abc123.js.gz'), gzipSync(SCRIPT))
  await writeFile(join(folder, 'assets', 'main-abc123.css'), 'body { margin: 0 }')
  deployment = await testDeployment()
  api = await deployment.start({ app: { console: folder, corsOrigins: 'https://page.test' } })
})
afterAll(async () => {
  await deployment[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  api.request(path, { as: null, headers, method })

interface RawAnswer {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** The address as it is given here, the answer as it came. */
const raw = (path: string, headers: Record<string, string> = {}): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    request(api.url, { path, headers }, (answer) => {
      const { statusCode: status, headers: fields } = answer
      buffer(answer).then((body) => resolve({ status, headers: fields, body }), reject)
    })
      .on('error', reject)
      .end()
  })

describe('the page', () => {
  it.each(PAGES.map((url) => url.replace(':collection', 'movies').replace(':id', 'a%2Fb%20c')))(
    'is at %s, asked for again each time, and runs scripts of its own alone',
    async (path) => {
      const answer = await get(path)
      expect([answer.status, await answer.text()]).toEqual([200, HTML])
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; script-src 'self'; style-src 'self'; .*connect-src 'self'; .*frame-ancestors 'none'$/,
        ),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        etag: expect.any(String),
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
    },
  )

  it('is at the same addresses with a slash at the end', async () => {
    for (const path of ['/keys/', '/collections/movies/', '/collections/movies/documents/a/']) {
      expect([path, (await get(path)).status]).toEqual([path, 200])
    }
  })

  it('is not sent again while it has not changed', async () => {
    for (const path of ['/keys', '/favicon.svg', '/assets/main-abc123.js']) {
      const first = await raw(path)
      // `fetch` would ask for a fresh one at the same time.
      const again = await raw(path, { 'if-none-match': String(first.headers['etag']) })
      expect([path, again.status, again.body.length]).toEqual([path, 304, 0])
      // Browsers put these in the place of those they have: the policy must be the page's.
      const { date: _, 'x-request-id': __, connection: ___, ...told } = again.headers
      expect(first.headers).toMatchObject(told)
      expect(told['content-security-policy']).toContain("script-src 'self'")
      expect(Object.keys(told)).toContain('cache-control')
    }
    const changed = await get('/', { 'if-match': '"other"' })
    expect([changed.status, changed.headers.get('content-type')]).toEqual([412, PROBLEM])
  })

  it('has a HEAD, no other methods, and no ranges', async () => {
    const head = await get('/', {}, 'HEAD')
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      String(HTML.length),
      '',
    ])
    for (const path of ['/', '/collections/movies', '/config.json', '/assets/main-abc123.js']) {
      const post = await get(path, {}, 'POST')
      expect([path, post.status, post.headers.get('allow')]).toEqual([
        path,
        405,
        'GET, HEAD, OPTIONS',
      ])
    }
    expect((await get('/', { range: 'bytes=0-3' })).status).toBe(200)
  })
})

describe('its files', () => {
  it('with hashed names are kept for ever', async () => {
    const answer = await get('/assets/main-abc123.css')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/css; charset=utf-8',
    })
  })

  it('of other names are asked for again each time', async () => {
    const icon = await get('/favicon.svg')
    expect(Object.fromEntries(icon.headers)).toMatchObject({
      'cache-control': 'no-cache',
      'content-type': 'image/svg+xml',
    })
    const config = await get('/config.json')
    expect([config.headers.get('cache-control'), await config.json()]).toEqual([
      'no-cache',
      { apiUrl: '' },
    ])
  })

  it('are sent compressed to those who take that, if they are there so', async () => {
    const compressed = await raw('/assets/main-abc123.js', { 'accept-encoding': 'br, gzip' })
    expect(gunzipSync(compressed.body).toString()).toBe(SCRIPT)
    expect(compressed.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
      'content-type': expect.stringMatching(/^(text|application)\/javascript; charset=utf-8$/),
      vary: expect.stringMatching(/accept-encoding/i),
    })
    const plain = await raw('/assets/main-abc123.js', {})
    expect(plain.body.toString()).toBe(SCRIPT)
    expect(plain.headers.vary).toMatch(/accept-encoding/i)
  })

  it('are those of the build and no others; what is none is a problem, not the page', async () => {
    const nothing = [
      '/assets/main-000000.js',
      '/assets/main-abc123.js.gz',
      '/assets/',
      '/assets',
      '/.secret',
      '/assets/..%2Findex.html',
      '/assets/%2e%2e%2f.secret',
      '/assets/../.secret',
      '/../package.json',
      '//index.html',
      '/collections',
      '/collections/a/b',
      '/nothing',
    ]
    for (const path of nothing) expect([path, (await raw(path)).status]).toEqual([path, 404])
    const missing = await get('/assets/main-000000.js')
    expect(missing.headers.get('content-type')).toEqual(PROBLEM)
    expect(missing.headers.get('cache-control') ?? '').not.toContain('immutable')
  })
})

describe('the API beside it', () => {
  it('answers as ever', async () => {
    const missing = await get('/api/nothing')
    expect([missing.status, await missing.json()]).toMatchObject([
      404,
      { code: 'CSTORE_ROUTE_NOT_FOUND' },
    ])
    expect(missing.headers.get('content-security-policy')).toContain("default-src 'none'; frame")
    expect((await get('/api/v1/keys')).status).toBe(401)
    const description = JSON.stringify(await (await get('/api/v1/openapi.json')).json())
    expect(description).not.toMatch(/"\/(?:assets|sign-in|config\.json)/)
  })

  it('has no page where none was configured', async () => {
    const without = await deployment.start()
    for (const path of ['/', '/keys', '/config.json']) {
      expect((await without.request(path)).status).toBe(404)
    }
  })
})

describe('whether this process serves it', () => {
  const mongodbUri = 'mongodb://host'
  const nowhere = '/nowhere'

  it('depends on the database, unless that is configured', () => {
    expect(consoleFolder({}, folder)).toBe(folder)
    expect(consoleFolder({ mongodbUri }, folder)).toBeNull()
    expect(consoleFolder({ mongodbUri, console: 'on' }, folder)).toBe(folder)
    expect(consoleFolder({ console: 'off' }, folder)).toBeNull()
  })

  it('is a reason not to start only where it was asked for and is not there', () => {
    expect(consoleFolder({}, nowhere)).toBeNull()
    expect(() => consoleFolder({ console: 'on' }, nowhere)).toThrow(StartupError)
  })
})
