import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServerProcess } from '@cstore/testing/standalone'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { makeKey } from '../access/callers.ts'
import { ROUTES } from '../access/route-table.ts'
import { testDeployment, type TestApi, type TestDeployment } from '../start-api.ts'
import { C, ONE, put } from '../wrong-input/row.ts'

let deployment: TestDeployment
let api: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  await api.request(C, put({}))
  await api.request(ONE, put({}))
})
afterAll(() => deployment[Symbol.asyncDispose]())

describe('access', () => {
  it('A key is `cst_<id>_<secret>`, shown once; only a digest of its secret is kept', async () => {
    const { id, key } = await makeKey(api, { name: 'k', role: 'reader' })
    expect(key).toMatch(new RegExp(`^cst_${id}_[\\w-]{32}$`))
    const secret = key.slice(`cst_${id}_`.length)
    const listed = await (await api.request('/api/v1/keys')).text()
    expect(listed).toContain(id)
    expect(listed).not.toContain(secret)
    const client = await MongoClient.connect(deployment.mongoUri)
    onTestFinished(() => client.close())
    const kept = await client.db(deployment.database).collection('cstore.keys').find().toArray()
    expect(JSON.stringify(kept)).not.toContain(secret)
    expect(JSON.stringify(kept)).toContain(createHash('sha256').update(secret).digest('base64'))
  })

  it('A key has a role, may be bound to collections, may expire, be rotated and be revoked', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
    const wanted = { name: 'k', role: 'writer', collections: ['movies'], expiresAt }
    const made = await makeKey(api, wanted)
    const { keys } = Object(await (await api.request('/api/v1/keys')).json())
    expect(keys).toContainEqual(expect.objectContaining({ id: made.id, ...wanted }))
    const status = async (as: string) => (await api.request(ONE, { as })).status
    const rotated = await makeKey(api, {}, `/${made.id}/rotate`)
    expect([await status(made.key), await status(rotated.key)]).toEqual([401, 200])
    const revoked = await api.request(`/api/v1/keys/${made.id}`, { method: 'DELETE' })
    expect(revoked.status).toBe(204)
    expect(await status(rotated.key)).toBe(401)
  })

  it('The embedded server makes the first key, shows it once and keeps it for its owner alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cstore-first-key-'))
    const start = () =>
      startServerProcess({
        command: process.execPath,
        args: [join(import.meta.dirname, '../serve-process.ts')],
        ready: /admin key\s+(.+)\n/,
        readyTimeoutMs: 30_000,
        env: { CSTORE_DATA_DIR: folder, PORT: '0', CSTORE_LOG_LEVEL: 'silent' },
      })
    const first = await start()
    await first.end()
    const file = join(folder, 'admin-key')
    const key = (await readFile(file, 'utf8')).trim()
    expect(first.said).toContain(key)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const second = await start()
    await second.end()
    expect(second.said).not.toContain(key)
    expect((await readFile(file, 'utf8')).trim()).toBe(key)
    await rm(folder, { recursive: true })
  })
})

describe('for those who run it', () => {
  it('`GET /api/health`, `/api/health/live` and `/api/health/ready` need no key', async () => {
    const answers = await Promise.all(
      ['', '/live', '/ready'].map((path) => api.request(`/api/health${path}`, { as: null })),
    )
    expect(await Promise.all(answers.map((answer) => answer.json()))).toMatchObject([
      { status: 'ok', checks: { mongodb: 'ok', cache: 'ok' } },
      { status: 'ok' },
      { status: 'ok' },
    ])
  })

  it('`GET /metrics` is for Prometheus', async () => {
    await api.request(ONE)
    const answer = await api.request('/metrics', { as: null })
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=/)
    expect(await answer.text()).toMatch(/^cstore_cache_reads_total{outcome="hit"} \d+$/m)
  })

  it('`GET /api/v1/openapi.json` describes all of it in OpenAPI 3.1, `/api/docs` shows it', async () => {
    const description = Object(await (await api.request('/api/v1/openapi.json')).json())
    expect(description.openapi).toMatch(/^3\.1\./)
    const described = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.keys(Object(methods)).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const inVersion1 = ROUTES.filter(({ url }) => /^\/api\/v1\/(collections|keys)/.test(url))
    const wanted = inVersion1.flatMap(({ methods, url }) =>
      methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${url}`),
    )
    expect(described).toEqual(
      expect.arrayContaining(wanted.map((route) => route.replace(/:(\w+)/g, '{$1}'))),
    )
    const page = await api.request('/api/docs', { as: null })
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
  })
})
