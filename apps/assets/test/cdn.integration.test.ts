/** Policies, encodings, conditions, and how nginx runs, with the configuration that is shipped. */
import { readdir, readFile, readlink } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { type CdnServer, startCdn } from '@cstore/testing'
import { describe, expect, it } from 'vitest'
import { type Answer, ask } from './ask.ts'
import { API, IMMUTABLE, SCRIPT, usePublishedCdn } from './published-cdn.ts'
import { makeTestFolder, pageOf, scriptName, scriptOf } from './test-site.ts'

const published = usePublishedCdn()

function server(): CdnServer {
  return published().cdn
}

function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return ask(server().origin, { path, headers })
}

describe('the policy', () => {
  it('lets the page run what is published with it and ask the API', async () => {
    const { headers } = await get('/')
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        `connect-src 'self' ${API}; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    )
    expect((await get('/config.json')).body.toString()).toBe(`{"apiUrl":"${API}"}\n`)
  })

  it('lets a picture run nothing, and a document be shown', async () => {
    const icon = await get('/favicon.svg')
    expect(icon.headers['content-security-policy']).toContain('sandbox')
    const manifest = JSON.parse((await get('/manifest.json')).body.toString())
    const shown = await get(manifest.files['terms.pdf'].path)
    expect(shown.headers['content-type']).toBe('application/pdf')
    expect(shown.headers['content-security-policy']).toBe("frame-ancestors 'none'")
  })
})

const DECODE = { br: brotliDecompressSync, zstd: zstdDecompressSync, gzip: gunzipSync }

describe('encodings', () => {
  it.each(['br', 'zstd', 'gzip'] as const)('are those that it takes: %s', async (encoding) => {
    const { headers, body } = await get(SCRIPT, { 'accept-encoding': encoding })
    expect(headers['vary']).toBe('Accept-Encoding')
    expect(headers['cache-control']).toBe(IMMUTABLE)
    // Without the module for it, as if the client did not take it.
    const isServed = server().encodings.includes(encoding)
    expect(headers['content-encoding']).toBe(isServed ? encoding : undefined)
    const suffix = isServed ? SUFFIX[encoding] : ''
    const file = join(published().target, scriptName('one') + suffix)
    expect(body.equals(await readFile(file))).toBe(true)
    expect((isServed ? DECODE[encoding](body) : body).toString()).toBe(scriptOf('one'))
  })

  it('are there for Brotli wherever everything must be there', () => {
    const mustHave = process.env['CSTORE_REQUIRE_SERVICES'] === '1'
    expect(server().encodings).toEqual(expect.arrayContaining(mustHave ? ['br', 'gzip'] : ['gzip']))
  })

  it.each(['', 'identity', 'gzip;q=0', 'gzip;q=0, br;q=0', 'deflate'])(
    'are not forced on a client that takes: %s',
    async (accepted) => {
      const { headers, body } = await get(SCRIPT, { 'accept-encoding': accepted })
      expect(headers['content-encoding']).toBeUndefined()
      expect(body.toString()).toBe(scriptOf('one'))
    },
  )

  it('are the small ones for a browser', async () => {
    const { headers } = await get('/', { 'accept-encoding': 'gzip, deflate, br, zstd' })
    const best = server().encodings.includes('br') ? /^(br|zstd)$/ : /^gzip$/
    expect(headers['content-encoding']).toMatch(best)
    expect(headers['cache-control']).toBe('no-cache')
  })

  it('have an entity tag each', async () => {
    const answers = await Promise.all(
      ['identity', ...server().encodings].map((accepted) =>
        get(SCRIPT, { 'accept-encoding': accepted }),
      ),
    )
    const tags = answers.map(({ headers }) => headers['etag'])
    expect(new Set(tags).size).toBe(tags.length)
  })
})

const SUFFIX = { br: '.br', zstd: '.zst', gzip: '.gz' }

const MUST_TELL = ['etag', 'cache-control', 'vary', 'content-security-policy']

describe('a client that has it already', () => {
  it.each([SCRIPT, '/', '/manifest.json', '/collections/movies'])(
    'is told so: %s',
    async (path) => {
      for (const accepted of ['identity', 'gzip', 'br']) {
        const first = await get(path, { 'accept-encoding': accepted })
        const again = await get(path, {
          'accept-encoding': accepted,
          'if-none-match': first.headers['etag'] ?? '',
        })
        expect(again.status).toBe(304)
        expect(again.body.byteLength).toBe(0)
        // Browsers put these in the place of those they have.
        const names = Object.keys(again.headers).filter((name) => name !== 'date')
        for (const name of names) expect(again.headers[name]).toBe(first.headers[name])
        for (const name of MUST_TELL) expect(names).toContain(name)
      }
    },
  )

  it('may go on where it stopped', async () => {
    const { headers } = await get(SCRIPT)
    const rest = await get(SCRIPT, { range: 'bytes=5000-', 'if-range': headers['etag'] ?? '' })
    expect(rest.status).toBe(206)
    expect(rest.body.toString()).toBe(scriptOf('one').slice(5000))
  })
})

describe('nginx', () => {
  it('tells its state on the loopback interface only', async () => {
    const { statusOrigin } = server()
    const state = await ask(statusOrigin, { path: '/stub_status' })
    expect(state.body.toString()).toContain('Active connections')
    expect((await ask(statusOrigin, { path: '/' })).status).toBe(404)
    const elsewhere = statusOrigin.replace('127.0.0.1', '127.0.0.2')
    await expect(ask(elsewhere, { path: '/stub_status' })).rejects.toThrow('ECONNREFUSED')
  })

  it('answers what is no HTTP without a word too many', async () => {
    const { port } = new URL(server().origin)
    const socket = connect(Number(port), '127.0.0.1')
    socket.end('nonsense\r\n\r\n')
    const answer = await text(socket)
    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\nServer: nginx\r\n/)
    expect(answer).toContain('Cache-Control: no-store')
    expect(answer).toContain('X-Content-Type-Options: nosniff')
  })

  it('logs requests without what could be a secret', async () => {
    const headers = {
      authorization: 'Bearer hush',
      cookie: 'a=hush',
      referer: 'http://s/?hush',
    }
    await get('/collections/logged?key=hush', headers)
    await expect
      .poll(() => server().accessLog(), { timeout: 5000 })
      .toContain('"path":"/collections/logged"')
    const log = await server().accessLog()
    expect(log).not.toContain('hush')
    const line = log.split('\n').find((one) => one.includes('"path":"/collections/logged"'))
    expect(JSON.parse(line ?? '')).toEqual({
      time: expect.any(String),
      method: 'GET',
      path: '/collections/logged',
      status: 200,
      bytes: expect.any(Number),
      seconds: expect.any(Number),
      encoding: '',
      protocol: 'HTTP/1.1',
      client: '127.0.0.1',
    })
  })

  it('runs without rights and writes nowhere but in its own folder', async () => {
    const status = await readFile(`/proc/${server().pid}/status`, 'utf8')
    expect(status).toMatch(/^Uid:\t(?!0\t)/m)
    expect(status).toMatch(/^CapEff:\t0+$/m)
    const places = await openFiles(server().pid)
    const written = places.filter((place) => place.startsWith('/') && !place.startsWith('/dev/'))
    expect(written.length).toBeGreaterThan(0)
    expect(written.filter((place) => !place.includes('/own/'))).toEqual([])
  })
})

async function openFiles(pid: number): Promise<string[]> {
  const numbers = await readdir(`/proc/${pid}/fd`)
  return Promise.all(numbers.map((number) => readlink(`/proc/${pid}/fd/${number}`)))
}

describe('without the modules that it could load', () => {
  it('does without their encodings', async () => {
    const root = published().target
    const plain = await startCdn({ root, withoutModules: true })
    try {
      expect(plain.encodings).toEqual(['gzip'])
      const headers = { 'accept-encoding': 'br, gzip' }
      const answer = await ask(plain.origin, { path: SCRIPT, headers })
      expect(answer.headers['content-encoding']).toBe('gzip')
      expect((await ask(plain.origin, { path: '/config.json' })).body.toString()).toBe(
        '{"apiUrl":""}\n',
      )
      const page = await ask(plain.origin, { path: '/' })
      expect(page.headers['content-security-policy']).toContain("connect-src 'self' ; ")
      expect(page.body.toString()).toBe(pageOf('one'))
    } finally {
      await plain.stop()
    }
  })
})

describe('before anything is published', () => {
  it('lives, but is not ready', async () => {
    await using empty = await makeTestFolder()
    const early = await startCdn({ root: empty.path })
    try {
      expect((await ask(early.origin, { path: '/healthz' })).status).toBe(200)
      expect((await ask(early.origin, { path: '/readyz' })).status).toBe(503)
      expect((await ask(early.origin, { path: '/' })).status).toBe(404)
    } finally {
      await early.stop()
    }
  })
})
