import { once } from 'node:events'
import { connect } from 'node:net'
import * as fc from 'fast-check'
import { serialize } from 'bson'
import { MongoClient } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { EmbeddedMongoError } from './embedded-errors.ts'
import { startEmbeddedMongo } from './embedded-mongo.ts'
import { useEmbeddedClient, type Item } from './test-support/embedded-client.ts'

const embedded = useEmbeddedClient()

async function send(bytes: Uint8Array): Promise<void> {
  const socket = connect(embedded().server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.end(bytes)
  socket.resume()
  await once(socket, 'close')
}

function messageOf(opCode: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(16)
  bytes.writeInt32LE(16 + payload.length)
  bytes.writeInt32LE(opCode, 12)
  return Buffer.concat([bytes, payload])
}

describe('the server', () => {
  it('refuses a port that is taken', async () => {
    const { server } = embedded()
    const second = startEmbeddedMongo({ dataDir: null, port: server.port })
    await expect(second).rejects.toMatchObject({ code: 'CSTORE_EMBEDDED_PORT_IN_USE' })
    await expect(second).rejects.toBeInstanceOf(EmbeddedMongoError)
  })

  it('answers what is under way before it closes', async () => {
    const closing = await startEmbeddedMongo({ dataDir: null })
    const other = await new MongoClient(closing.uri).connect()
    const collection = other.db('x').collection<Item>('y')
    await collection.insertOne({ _id: 0 })
    const writes = Array.from({ length: 10 }, (_, index) =>
      collection.insertOne({ _id: index + 1 }),
    )
    const settled = Promise.allSettled(writes)
    await Promise.race(writes)
    await closing.close()
    await other.close()
    expect((await settled).filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
  })

  it('closes although a client does not read its answers', async () => {
    const closing = await startEmbeddedMongo({ dataDir: null })
    const socket = connect(closing.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.pause()
    const closed = once(socket, 'close')
    const ping = Buffer.from(serialize({ hello: 1, $db: 'admin' }))
    const message = messageOf(2013, Buffer.concat([Buffer.alloc(5), ping]))
    socket.write(Buffer.concat(Array.from({ length: 50_000 }, () => message)))
    await closing.close()
    socket.destroy()
    await closed
    expect(socket.destroyed).toBe(true)
  })

  it('hangs up on garbage and goes on serving others', async () => {
    const { client } = embedded()
    const framed = fc
      .tuple(fc.constantFrom(2013, 2004, 1), fc.uint8Array({ maxLength: 80 }))
      .map(([opCode, payload]) => messageOf(opCode, payload))
    await fc.assert(fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 80 }), framed), send), {
      numRuns: 200,
    })
    expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 })
  })
})
