/** Requests and what nginx answers with the configuration that is shipped. */
import { describe, expect, it } from 'vitest'
import { type Answer, ask, type Asked } from './ask.ts'
import { IMMUTABLE, SCRIPT, usePublishedCdn } from './published-cdn.ts'

const published = usePublishedCdn()

type Fields = Readonly<Record<string, string | undefined>>
type Row = readonly [what: string, asked: Asked, status: number, fields: Fields]

const HASHED: Fields = {
  'cache-control': IMMUTABLE,
  'content-type': 'text/javascript; charset=utf-8',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  vary: 'Accept-Encoding',
}
const PAGE: Fields = {
  'cache-control': 'no-cache',
  'content-type': 'text/html; charset=utf-8',
  'access-control-allow-origin': undefined,
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  vary: 'Accept-Encoding',
}
const ERROR: Fields = { 'cache-control': 'no-store', etag: undefined }

const ROWS: readonly Row[] = [
  [
    'a hashed file',
    { path: SCRIPT },
    200,
    { ...HASHED, etag: expect.stringMatching(/^"\w+-\w+"$/) },
  ],
  [
    'an asset with a space in its name',
    { path: '/assets/a%20b-01234567.js' },
    200,
    { 'cache-control': IMMUTABLE },
  ],
  ['the page', { path: '/' }, 200, { ...PAGE, etag: expect.stringMatching(/^"\w+-\w+"$/) }],
  ['the page by its name', { path: '/index.html' }, 200, PAGE],
  ['the page with a query', { path: '/?theme=dark' }, 200, PAGE],
  ['a collection', { path: '/collections/movies' }, 200, PAGE],
  ['a collection, with a slash', { path: '/collections/movies/' }, 200, PAGE],
  ['its settings', { path: '/collections/movies/settings' }, 200, PAGE],
  ['its import', { path: '/collections/movies/import' }, 200, PAGE],
  ['a document', { path: '/collections/movies/documents/brazil' }, 200, PAGE],
  ['a document with a slash in its id', { path: '/collections/m/documents/a%2Fb' }, 200, PAGE],
  ['a document with a dot in front', { path: '/collections/m/documents/.a' }, 200, PAGE],
  ['the keys', { path: '/keys' }, 200, PAGE],
  ['the live view', { path: '/live' }, 200, PAGE],
  ['signing in', { path: '/sign-in' }, 200, PAGE],
  ['no route of the console', { path: '/nowhere' }, 404, ERROR],
  ['no route of a collection', { path: '/collections/movies/nowhere' }, 404, ERROR],
  ['the API, which is elsewhere', { path: '/api/health' }, 404, ERROR],
  [
    'the manifest',
    { path: '/manifest.json' },
    200,
    {
      'cache-control': 'no-cache',
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
      etag: expect.any(String),
    },
  ],
  [
    'the configuration of the console',
    { path: '/config.json' },
    200,
    { 'cache-control': 'no-store', 'content-type': 'application/json' },
  ],
  ['a plain file of the site', { path: '/robots.txt' }, 200, { 'cache-control': 'no-cache' }],
  ['a page of the site', { path: '/docs/page.html' }, 200, { ...PAGE, vary: undefined }],
  ['the icon', { path: '/favicon.svg' }, 200, { 'content-type': 'image/svg+xml' }],
  ['health', { path: '/healthz' }, 200, { 'cache-control': 'no-store' }],
  ['readiness', { path: '/readyz' }, 200, { 'cache-control': 'no-store' }],
  ['a chunk that is not there', { path: '/assets/gone-12345678.js' }, 404, ERROR],
  [
    'a chunk that is not there, for a page of another origin',
    { path: '/assets/gone-12345678.js', headers: { origin: 'https://a.example' } },
    404,
    { ...ERROR, 'access-control-allow-origin': '*' },
  ],
  ['a folder of assets', { path: '/assets/folder' }, 404, ERROR],
  ['a folder of assets, with a slash', { path: '/assets/folder/' }, 404, ERROR],
  ['all assets', { path: '/assets/' }, 404, ERROR],
  ['a folder of the site', { path: '/docs' }, 404, ERROR],
  ['a folder of the site, with a slash', { path: '/docs/' }, 404, ERROR],
  ['a dot file', { path: '/.secret' }, 404, ERROR],
  ['a dot file, in disguise', { path: '/%2esecret' }, 404, ERROR],
  ['a file in a dot folder', { path: '/docs/.git/config' }, 404, ERROR],
  ['a dot file among the assets', { path: '/assets/.hidden-0123456789.js' }, 404, ERROR],
  ["the publisher's own folder", { path: '/.cstore/lock' }, 404, ERROR],
  ["the publisher's own folder, from the assets", { path: '/assets/../.cstore/lock' }, 404, ERROR],
  ['a way out', { path: '/../../etc/passwd' }, 400, ERROR],
  ['a way out, encoded', { path: '/%2e%2e/%2e%2e/etc/passwd' }, 400, ERROR],
  ['a way out, encoded once more', { path: '/%252e%252e/etc/passwd' }, 404, ERROR],
  ['a way out of the assets', { path: '/assets/../../etc/passwd' }, 400, ERROR],
  ['a way out of the assets, encoded', { path: '/assets/..%2f..%2fetc/passwd' }, 400, ERROR],
  ['a way out by backslash', { path: '/assets/..\\..\\etc\\passwd' }, 404, ERROR],
  ['another release', { path: '/assets/../releases/' }, 404, ERROR],
  ['a byte that ends names', { path: '/assets/a%00.js' }, 400, ERROR],
  ['an address too long', { path: `/${'a'.repeat(9000)}` }, 414, ERROR],
  ['a header too long', { path: '/', headers: { 'x-long': 'a'.repeat(9000) } }, 400, ERROR],
  ['HEAD', { method: 'HEAD', path: SCRIPT }, 200, { ...HASHED, 'content-length': '5007' }],
  ['HEAD of the page', { method: 'HEAD', path: '/' }, 200, PAGE],
  ['HEAD of nothing', { method: 'HEAD', path: '/nowhere' }, 404, ERROR],
  ['POST', { method: 'POST', path: '/' }, 405, { ...ERROR, allow: 'GET, HEAD' }],
  ['PUT', { method: 'PUT', path: SCRIPT }, 405, { ...ERROR, allow: 'GET, HEAD, OPTIONS' }],
  ['DELETE', { method: 'DELETE', path: SCRIPT }, 405, ERROR],
  ['PROPFIND', { method: 'PROPFIND', path: '/' }, 405, ERROR],
  ['TRACE', { method: 'TRACE', path: '/' }, 405, ERROR],
  [
    'a preflight',
    {
      method: 'OPTIONS',
      path: SCRIPT,
      headers: {
        origin: 'https://a.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'range',
      },
    },
    204,
    {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
      'access-control-allow-headers': 'Cache-Control, If-None-Match, If-Range, Range',
      'access-control-max-age': '86400',
      'content-type': undefined,
    },
  ],
  [
    'a preflight for what is not for others',
    { method: 'OPTIONS', path: '/', headers: { origin: 'https://a.example' } },
    405,
    { ...ERROR, allow: 'GET, HEAD', 'access-control-allow-origin': undefined },
  ],
  [
    'a range',
    { path: SCRIPT, headers: { range: 'bytes=3-5' } },
    206,
    { 'content-range': 'bytes 3-5/5007', 'content-length': '3', 'cache-control': 'no-cache' },
  ],
  [
    'the end',
    { path: SCRIPT, headers: { range: 'bytes=-7' } },
    206,
    { 'content-range': 'bytes 5000-5006/5007' },
  ],
  [
    'a range behind the end',
    { path: SCRIPT, headers: { range: 'bytes=5007-' } },
    416,
    { 'content-range': 'bytes */5007', 'cache-control': 'no-cache' },
  ],
  [
    'a range of another version',
    { path: SCRIPT, headers: { range: 'bytes=3-5', 'if-range': '"other"' } },
    200,
    { 'content-length': '5007' },
  ],
  [
    'by a date, which tells nothing',
    { path: '/', headers: { 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' } },
    200,
    PAGE,
  ],
  ['on a condition that fails', { path: SCRIPT, headers: { 'if-match': '"other"' } }, 412, ERROR],
  ['the state of nginx', { path: '/stub_status' }, 404, ERROR],
]

describe('the CDN answers', () => {
  it.each(ROWS)('%s', async (...[, asked, status, fields]) => {
    const answer = await ask(published().cdn.origin, asked)
    expect({ status: answer.status, ...pick(answer, fields) }).toEqual({ status, ...fields })
    expect(securityOf(answer)).toEqual(SECURITY)
    expect(answer.body.toString()).not.toContain('secret')
  })
})

function pick({ headers }: Answer, fields: Fields): Fields {
  return Object.fromEntries(Object.keys(fields).map((name) => [name, headers[name]]))
}

/** On every answer, whatever it is. */
const SECURITY = {
  server: 'nginx',
  nosniff: 'nosniff',
  referrer: 'no-referrer',
  policy: expect.stringContaining("default-src 'none'; "),
  framing: expect.stringContaining("frame-ancestors 'none'"),
  lastModified: undefined,
  repeated: [],
}

function securityOf({ headers, repeated }: Answer) {
  return {
    server: headers['server'],
    nosniff: headers['x-content-type-options'],
    referrer: headers['referrer-policy'],
    policy: headers['content-security-policy'],
    framing: headers['content-security-policy'],
    lastModified: headers['last-modified'],
    repeated,
  }
}
