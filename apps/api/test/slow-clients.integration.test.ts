import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { FaultProxy } from '@cstore/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY, testDeployment, type TestApi, type TestDeployment } from './start-api.ts'
import { C, ONE } from './wrong-input/row.ts'

const PACE = { headersMs: 300, bodyStallMs: 300, bodyMs: 1000, answerMs: 1000, readerStallMs: 400 }
const KEY = `authorization: Bearer ${ADMIN_KEY}\r\n`
/** About 60 MB: far more than the kernel takes for a reader that does not read. */
const BIG_DOCUMENTS = 16_000

let deployment: TestDeployment
let api: TestApi
const sockets: Socket[] = []

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start({ app: { pace: PACE } })
  await api.request(C, { method: 'PUT', body: {} })
  await api.request(ONE, { method: 'PUT', body: {} })
})
afterAll(() => deployment[Symbol.asyncDispose]())
afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()))

async function open(to = api): Promise<Socket> {
  const { hostname, port } = new URL(to.url)
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** Everything that comes until the server ends the connection. */
async function all(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (bytes) => (text += bytes.toString()))
  await once(socket, 'close')
  return text
}

const upload = (path: string, more: string): string => `POST ${path} HTTP/1.1\r\nhost: x\r\n${more}`

describe('a client that is slow', () => {
  it('in sending header fields is told so and let go', async () => {
    const socket = await open()
    const answer = all(socket)
    const drip = setInterval(() => socket.write('x-a: b\r\n'), 50)
    socket.write('GET / HTTP/1.1\r\n')
    const text = await answer
    clearInterval(drip)
    expect(text).toMatch(
      /^HTTP\/1.1 408 Request Timeout\r\ncontent-type: application\/problem\+json/,
    )
    expect(text).toContain('CSTORE_REQUEST_TIMEOUT')
  })

  it('in sending anything at all is let go', async () => {
    const socket = await open()
    expect(await all(socket)).toMatch(/^HTTP\/1.1 408 /)
  })

  it.each([
    ['application/json', `${C}/documents`],
    ['application/x-ndjson', `${C}/import`],
  ])('in the middle of a body of %s is told so and let go', async (type, path) => {
    const socket = await open()
    socket.write(upload(path, `${KEY}content-type: ${type}\r\ncontent-length: 4000\r\n\r\n{"a":`))
    const text = await all(socket)
    expect(text).toMatch(/^HTTP\/1.1 408 /)
    expect(text).toContain('CSTORE_REQUEST_TIMEOUT')
    expect(text.toLowerCase()).toContain('connection: close')
  })

  it('with a document, byte by byte, has a bound in all', async () => {
    const socket = await open()
    const answer = all(socket)
    const head = `${KEY}content-type: application/json\r\ncontent-length: 4000\r\n\r\n`
    socket.write(upload(`${C}/documents`, head))
    const drip = setInterval(() => socket.write(' '), 50)
    const text = await answer
    clearInterval(drip)
    expect(text).toMatch(/^HTTP\/1.1 408 /)
  })

  it('with an import, but steady, is served', async () => {
    const socket = await open()
    const head = `${KEY}content-type: application/x-ndjson\r\nconnection: close\r\n`
    socket.write(upload(`${C}/import`, `${head}transfer-encoding: chunked\r\n\r\n`))
    const answer = all(socket)
    for (let n = 0; n < 12; n++) {
      const line = `{"id":"slow-${n}"}\n`
      socket.write(`${line.length.toString(16)}\r\n${line}\r\n`)
      await sleep(100)
    }
    socket.write('0\r\n\r\n')
    const text = await answer
    expect(text).toMatch(/^HTTP\/1.1 200 /)
    expect(text).toContain('"inserted":12')
  })

  it('in sending what was refused already is let go, after it could read why', async () => {
    const socket = await open()
    const head = 'content-type: application/json\r\ncontent-length: 4000\r\n\r\n{'
    socket.write(upload(`${C}/documents`, head))
    const text = await all(socket)
    expect(text).toMatch(/^HTTP\/1.1 401 /)
  })
})

describe('a client whose import broke off', () => {
  it('is let go when it sends no more of it, and the server goes on', async () => {
    const { hostname, port } = new URL(deployment.mongoUri)
    const proxy = await FaultProxy.start({ host: hostname, port: Number(port) })
    const mongoUri = proxy.addressFor(deployment.mongoUri)
    // Longer than it takes a busy machine to notice that the connection broke.
    const pace = { ...PACE, bodyStallMs: 2000 }
    const broken = await deployment.start({ mongoUri, app: { pace } })
    expect((await broken.request(C)).status).toBe(200)
    const socket = await open(broken)
    const answer = all(socket)
    // More than a batch, so that it breaks off before the body is there.
    const lines = Array.from({ length: 1100 }, (_, n) => `{"id":"broken-${n}"}\n`).join('')
    const head = `${KEY}content-type: application/x-ndjson\r\ncontent-length: ${lines.length + 1}\r\n\r\n`
    proxy.set('toClient', { cutOnData: true })
    socket.write(upload(`${C}/import?mode=insert`, head + lines))
    expect(await answer).toMatch(/^HTTP\/1.1 503 /)
    await proxy.heal()
    await expect.poll(async () => (await broken.request(ONE)).status).toBe(200)
    await proxy.close()
  })
})

/** Bytes that are in use, without what is only waiting to be collected. */
function held(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

describe('a client that does not read', () => {
  it('is let go, and nothing is kept for it meanwhile', async () => {
    const lines = Array.from({ length: BIG_DOCUMENTS }, (_, n) =>
      JSON.stringify({ id: `big-${n}`, text: 'x'.repeat(3900) }),
    )
    const imported = await api.request(`${C}/import`, {
      body: lines.join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    })
    expect(await imported.json()).toMatchObject({ inserted: BIG_DOCUMENTS })
    const socket = await open()
    socket.pause()
    const before = held()
    socket.write(`GET ${C}/export HTTP/1.1\r\nhost: x\r\n${KEY}\r\n`)
    const inFlight = async (): Promise<string | undefined> =>
      /^cstore_http_requests_in_flight (\d+)/m.exec(
        await (await api.request('/metrics')).text(),
      )?.[1]
    // The question itself is one.
    await expect.poll(inFlight).toBe('2')
    expect(held() - before).toBeLessThan(32 * 1024 * 1024)
    await expect.poll(inFlight, { timeout: 5000 }).toBe('1')
    expect((await api.request(ONE)).status).toBe(200)
  })
})

describe('a request that is too large before its body', () => {
  it.each([
    ['header fields', `GET ${ONE} HTTP/1.1\r\nhost: x\r\nx-a: ${'a'.repeat(17_000)}\r\n\r\n`],
    ['address', `GET ${ONE}?fields=${'a'.repeat(17_000)} HTTP/1.1\r\nhost: x\r\n\r\n`],
  ])('in its %s is refused', async (_what, text) => {
    const socket = await open()
    const answer = all(socket)
    socket.write(text)
    expect(await answer).toMatch(/^HTTP\/1.1 431 Request Header Fields Too Large\r\n/)
    expect(await answer).toContain('CSTORE_REQUEST_HEADERS_TOO_LARGE')
  })
})

describe('a server', () => {
  it('that cannot answer in time says so, and goes on', async () => {
    const { hostname, port } = new URL(deployment.mongoUri)
    const proxy = await FaultProxy.start({ host: hostname, port: Number(port) })
    const mongoUri = proxy.addressFor(deployment.mongoUri)
    const slow = await deployment.start({ mongoUri, app: { pace: { ...PACE, answerMs: 300 } } })
    proxy.set('toClient', { delayMs: 1000 })
    const late = await slow.request('/api/v1/keys')
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await late.json()).toMatchObject({ code: 'CSTORE_REQUEST_TOOK_TOO_LONG' })
    await proxy.heal()
    await expect.poll(async () => (await slow.request('/api/v1/keys')).status).toBe(200)
    await proxy.close()
  })

  it('has as many connections as it may', async () => {
    const small = await deployment.start({ app: { maxConnections: 2 } })
    const first = [await open(small), await open(small)]
    const third = await open(small)
    await once(third, 'close')
    first[0]?.destroy()
    await expect.poll(async () => (await small.request('/api/health/live')).status).toBe(200)
  })
})
