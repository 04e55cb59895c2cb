import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FaultProxy } from './fault-proxy.ts'
import { portOf } from './listening.ts'

let echo: Server
let echoed: number
let proxy: FaultProxy
const clients: Client[] = []

interface Client {
  readonly socket: Socket
  readonly received: () => string
  /** 'end' or the code of an error. */
  readonly ending: Promise<string>
}

beforeEach(async () => {
  echoed = 0
  echo = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('data', (bytes) => {
      echoed += bytes.length
      socket.write(bytes)
    })
    socket.on('end', () => socket.end())
    socket.on('error', () => undefined)
  })
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
  proxy = await FaultProxy.start({ host: '127.0.0.1', port: portOf(echo) })
})

afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.destroy()
  await proxy.close()
  echo.close()
})

async function openClient(): Promise<Client> {
  const socket = connect({ host: proxy.host, port: proxy.port, allowHalfOpen: true })
  let text = ''
  socket.on('data', (bytes: Buffer) => (text += bytes.toString()))
  const ending = new Promise<string>((resolve) => {
    socket.once('end', () => resolve('end'))
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })
  const client = { socket, received: () => text, ending }
  clients.push(client)
  await once(socket, 'connect')
  return client
}

/** Sends and waits for that much to come back; answers the milliseconds it took. */
async function roundTrip(client: Client, text: string): Promise<number> {
  const before = client.received().length
  const startMs = performance.now()
  client.socket.write(text)
  await expect
    .poll(() => client.received().length, { interval: 1, timeout: 5000 })
    .toBe(before + text.length)
  return performance.now() - startMs
}

describe('FaultProxy', () => {
  it('passes bytes on unchanged without faults', async () => {
    const client = await openClient()
    const text = 'abc'.repeat(500_000)
    await roundTrip(client, text)
    expect(client.received()).toBe(text)
  })

  it('passes on the end of a stream', async () => {
    const client = await openClient()
    client.socket.end('last words')
    expect(await client.ending).toBe('end')
    expect(client.received()).toBe('last words')
  })

  it('delays each direction by its own time', async () => {
    const client = await openClient()
    proxy.set('toServer', { delayMs: 30 })
    proxy.set('toClient', { delayMs: 50 })
    expect(await roundTrip(client, 'x')).toBeGreaterThanOrEqual(79)
  })

  it('adds latency without making bytes wait for each other, and keeps their order', async () => {
    const client = await openClient()
    proxy.set('toServer', { delayMs: 200 })
    client.socket.setNoDelay(true)
    const startMs = performance.now()
    for (let number = 0; number < 10; number += 1) {
      client.socket.write(String(number))
      await new Promise(setImmediate)
    }
    await expect.poll(() => client.received(), { interval: 1 }).toBe('0123456789')
    expect(performance.now() - startMs).toBeLessThan(1000)
  })

  it('drops a request silently, and later bytes pass again', async () => {
    const client = await openClient()
    proxy.set('toServer', { drop: true })
    client.socket.write('lost')
    await expect.poll(() => proxy.droppedBytes).toBe('lost'.length)
    proxy.set('toServer', { drop: false })
    await roundTrip(client, 'kept')
    expect(client.received()).toBe('kept')
    expect(echoed).toBe('kept'.length)
  })

  it('drops an answer whose request arrived', async () => {
    const client = await openClient()
    proxy.set('toClient', { drop: true })
    client.socket.write('asked')
    await expect.poll(() => echoed).toBe('asked'.length)
    expect(client.received()).toBe('')
    expect(client.socket.destroyed).toBe(false)
  })

  it('cuts open connections and welcomes new ones', async () => {
    const client = await openClient()
    await roundTrip(client, 'x')
    proxy.cut()
    expect(await client.ending).toBe('ECONNRESET')
    expect(proxy.connections).toBe(0)
    await roundTrip(await openClient(), 'y')
  })

  it('cuts in place of the answer, after the request arrived', async () => {
    const client = await openClient()
    proxy.set('toClient', { cutOnData: true })
    client.socket.write('asked')
    expect(await client.ending).toBe('ECONNRESET')
    expect(echoed).toBe('asked'.length)
    expect(client.received()).toBe('')
  })

  it('throttles to the given bytes per second', async () => {
    const client = await openClient()
    proxy.set('toClient', { bytesPerSecond: 10_000 })
    expect(await roundTrip(client, 'x'.repeat(2000))).toBeGreaterThanOrEqual(190)
  })

  it('refuses new connections while open ones go on, then accepts on the same port', async () => {
    const client = await openClient()
    proxy.refuse()
    await expect(openClient()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await roundTrip(client, 'still here')
    await proxy.heal()
    await roundTrip(await openClient(), 'welcome')
  })

  it('resets a client whose server is not there', async () => {
    echo.close()
    const client = await openClient()
    expect(await client.ending).toBe('ECONNRESET')
  })

  it('puts itself into the address of a server', () => {
    expect(proxy.addressFor('redis://:secret@redis.example:6379/3')).toBe(
      `redis://:secret@127.0.0.1:${proxy.port}/3`,
    )
  })
})
