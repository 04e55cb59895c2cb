import { connect } from 'node:net'
import { startRedisServer } from '@cstore/testing'
import { startServerProcess, type ServerProcess } from '@cstore/testing/standalone'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { follow, type SeenEvent } from './follow.ts'
import { ADMIN_KEY, testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

const MOVIES = '/api/v1/collections/movies'

let deployment: TestDeployment

beforeEach(async () => {
  deployment = await testDeployment()
})
afterEach(() => deployment[Symbol.asyncDispose]())

const changes = (url: string, lastEventId?: string) =>
  follow(`${MOVIES}/changes`, {
    url,
    key: ADMIN_KEY,
    ...(lastEventId === undefined ? {} : { lastEventId }),
  })

const put = (api: TestApi, id: string, n: number) =>
  api.request(`${MOVIES}/documents/${id}`, { method: 'PUT', body: { n } })

async function importMany(api: TestApi, count: number, text = ''): Promise<void> {
  const lines = Array.from({ length: count }, (_, n) => JSON.stringify({ id: `i${n}`, text }))
  const answer = await api.request(`${MOVIES}/import?mode=upsert`, {
    body: `${lines.join('\n')}\n`,
    headers: { 'content-type': 'application/x-ndjson' },
  })
  await answer.text()
  expect(answer.status).toBe(200)
}

const isReset = ({ event }: SeenEvent): boolean => event === 'reset'

describe('a follower of changes', () => {
  it('is reset when Redis started again, and when what it missed was trimmed', async () => {
    const redis = await startRedisServer()
    const api = await deployment.start({ redisUrl: redis.url, maxChanges: 100 })
    await api.request(MOVIES, { method: 'PUT', body: {} })
    await using feed = await changes(api.url)
    await put(api, 'a', 1)
    await feed.until((events) => events.length === 1)
    const before = feed.lastId
    await redis.restart()
    await put(api, 'b', 1)
    await feed.until((events) => events.some(isReset))
    await put(api, 'c', 1)
    await feed.until((events) => events.some(({ data }) => data['id'] === 'c'))

    await using resumed = await changes(api.url, before)
    await resumed.until((events) => events.some(isReset))
    expect(resumed.changes).toEqual([])

    const old = feed.lastId
    await feed[Symbol.asyncDispose]()
    await importMany(api, 500)
    await using late = await changes(api.url, old)
    await late.until((events) => events.some(isReset))
    await put(api, 'd', 1)
    await late.until((events) => events.some(({ data }) => data['id'] === 'd'))
    await redis.stop()
  })

  it('that reads slowly is left, costs others nothing, and can go on where it was', async () => {
    const app = { feedLimits: { stalledMs: 500 } }
    const api = await deployment.start({ app })
    await api.request(MOVIES, { method: 'PUT', body: {} })
    await using quick = await changes(api.url)
    const { hostname, port } = new URL(api.url)
    const slow = connect(Number(port), hostname)
    slow.write(
      `GET ${MOVIES}/changes?include=document HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${ADMIN_KEY}\r\n\r\n`,
    )
    slow.on('error', () => undefined)
    slow.once('data', () => slow.pause())
    const listeners = async (): Promise<string | undefined> =>
      /^cstore_feed_listeners (\d+)$/m.exec(await (await api.request('/metrics')).text())?.[1]
    await expect.poll(listeners).toBe('2')
    for (let round = 0; round < 3; round++) await importMany(api, 3000, 'x'.repeat(3000))
    await quick.until((events) => events.length >= 9000)
    await expect.poll(listeners, { timeout: 10_000 }).toBe('1')
    slow.destroy()
  })

  it('is refused when there are too many', async () => {
    const api = await deployment.start({ app: { feedLimits: { maxListeners: 1 } } })
    await api.request(MOVIES, { method: 'PUT', body: {} })
    const only = await changes(api.url)
    const more = await changes(api.url)
    expect([more.response.statusCode, more.response.headers['retry-after']]).toEqual([503, '5'])
    await only[Symbol.asyncDispose]()
    await expect
      .poll(
        async () => {
          await using next = await changes(api.url)
          return next.response.statusCode
        },
        { timeout: 10_000 },
      )
      .toBe(200)
  })

  it('hears a heartbeat that keeps its place while others change', async () => {
    const api = await deployment.start({ app: { feedLimits: { heartbeatMs: 100 } } })
    await api.request(MOVIES, { method: 'PUT', body: {} })
    await api.request('/api/v1/collections/others', { method: 'PUT', body: {} })
    await using feed = await changes(api.url)
    await feed.until(() => feed.lastId !== '')
    const before = feed.lastId
    await api.request('/api/v1/collections/others/documents', { body: {} })
    await feed.until(() => feed.lastId !== before)
    expect(feed.events).toEqual([])
  })

  it('is let go when the process drains', async () => {
    const api = await deployment.start()
    await api.request(MOVIES, { method: 'PUT', body: {} })
    const feed = await changes(api.url)
    api.lifecycle.draining = true
    await feed.end
    expect(feed.events).toEqual([])
  })
})

describe('a follower on one process', () => {
  let processes: ServerProcess[] = []

  const startProcess = async (): Promise<{ server: ServerProcess; url: string }> => {
    const server = await startServerProcess({
      command: process.execPath,
      args: [`${import.meta.dirname}/serve-process.ts`],
      ready: /API\s+(http:\S+)\/api\/v1/,
      readyTimeoutMs: 30_000,
      env: {
        MONGODB_URI: deployment.mongoUri,
        REDIS_URL: deployment.redisUrl,
        CSTORE_DATABASE: deployment.database,
        CSTORE_ADMIN_KEY: ADMIN_KEY,
        CSTORE_CACHE_TIMEOUT_MS: '1000',
        CSTORE_MAX_TIME_MS: '500',
        CSTORE_LOG_LEVEL: 'silent',
        PORT: '0',
      },
    })
    processes.push(server)
    return { server, url: server.said }
  }
  afterEach(async () => {
    for (const server of processes) await server.end()
    processes = []
  })

  it('hears of every write that another did before it was killed in the middle of them', async () => {
    const api = await deployment.start()
    await api.request(MOVIES, { method: 'PUT', body: {} })
    const { server, url } = await startProcess()
    await using feed = await changes(api.url)
    const killed = new AbortController()
    const write = async (id: string): Promise<void> => {
      for (let n = 0; !killed.signal.aborted; n++) {
        const request = { method: 'PUT', body: JSON.stringify({ n }) }
        const headers = {
          authorization: `Bearer ${ADMIN_KEY}`,
          'content-type': 'application/json',
        }
        const answer = await fetch(`${url}${MOVIES}/documents/${id}`, { ...request, headers })
        await answer.text()
      }
    }
    const ids = Array.from({ length: 30 }, (_, n) => `doc${n}`)
    const writers = ids.map((id) => write(id).catch(() => undefined))
    await feed.until((events) => events.length > 300)
    await server.end()
    killed.abort()
    await Promise.all(writers)
    const stored = new Map<string, number>()
    for (const id of ids) {
      const answer = await api.request(`${MOVIES}/documents/${id}?meta=true`)
      stored.set(id, Number(Object(Object(await answer.json())['_meta']).version))
    }
    // One at least was cut off; those are told once their fences have fallen.
    await feed.until((events) => events.some(({ data }) => data['op'] === 'unknown'))
    await feed.until((events) => ids.every((id) => isCovered(events, id, stored.get(id) ?? 0)))
    expect(feed.events.filter(isReset)).toEqual([])
  })

  it('is let go at SIGTERM, and the process ends', async () => {
    const { server, url } = await startProcess()
    const { url: other } = await startProcess()
    const made = await fetch(`${other}${MOVIES}`, {
      method: 'PUT',
      body: '{}',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    })
    expect(made.status).toBe(201)
    const feed = await changes(url)
    expect(feed.response.statusCode).toBe(200)
    server.kill('SIGTERM')
    await feed.end
    await server.ended
  })
})

/** Every version up to the stored one was told, or that the document is to be read. */
function isCovered(events: readonly SeenEvent[], id: string, stored: number): boolean {
  const own = events.filter(({ data }) => data['id'] === id)
  const told = new Set(own.map(({ data }) => data['version']))
  const last = own.at(-1)?.data
  const all = Array.from({ length: stored }, (_, n) => n + 1).filter((n) => !told.has(n))
  return all.length === 0 || (all.length === 1 && all[0] === stored && last?.['op'] === 'unknown')
}
