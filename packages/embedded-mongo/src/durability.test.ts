import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startEmbeddedMongo } from './embedded-mongo.ts'
import type { Item } from './test-support/embedded-client.ts'

let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cstore-embedded-'))
})

afterEach(async () => {
  vi.restoreAllMocks()
  await rm(dataDir, { recursive: true, force: true })
})

/** Runs the server of `dataDir` for as long as `use` takes. */
async function withServer<T>(use: (client: MongoClient) => Promise<T>): Promise<T> {
  const server = await startEmbeddedMongo({ dataDir })
  const client = new MongoClient(server.uri)
  try {
    return await use(client)
  } finally {
    await client.close()
    await server.close()
  }
}

const VICTIM = fileURLToPath(new URL('test-support/crash-victim.ts', import.meta.url))
const ACKNOWLEDGED_BEFORE_THE_KILL = 100

/** Kills the writing process at some point; answers with what it had acknowledged by then. */
async function writeAndKill(first: number): Promise<number[]> {
  const victim = spawn(process.execPath, [VICTIM, dataDir, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  const closed = once(victim, 'close')
  for await (const chunk of victim.stdout) {
    output += String(chunk)
    if (output.split('\n').length > ACKNOWLEDGED_BEFORE_THE_KILL) victim.kill('SIGKILL')
  }
  await closed
  // A line that is cut is a number that is cut.
  return output.split('\n').slice(0, -1).map(Number)
}

describe('a data directory', () => {
  it('holds every acknowledged write of a server that was killed, again and again', async () => {
    const acknowledged: number[] = []
    for (let round = 0; round < 3; round++) {
      const written = await writeAndKill(round * 1_000_000)
      expect(written.length).toBeGreaterThanOrEqual(ACKNOWLEDGED_BEFORE_THE_KILL)
      acknowledged.push(...written)
    }
    const { ids, last } = await withServer(async (client) => {
      const items = client.db('crash').collection<{ _id: number; last?: number }>('items')
      return { ids: new Set(await items.distinct('_id')), last: await items.findOne({ _id: -1 }) }
    })
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([])
    expect(last?.last).toBeGreaterThanOrEqual(Math.max(...acknowledged))
  }, 60_000)

  it('keeps documents, their order, collections and indexes over a restart', async () => {
    await withServer(async (client) => {
      const items = client.db('x').collection<Item>('items')
      await items.insertMany([{ _id: 2 }, { _id: 'a', n: 1 }, { _id: 1 }])
      await items.createIndex({ n: 1 }, { unique: true, sparse: true })
      await items.updateOne({ _id: 2 }, { $set: { z: 1 } })
      await client.db('x').createCollection('empty')
      await client.db('x').createCollection('gone')
      await client.db('x').dropCollection('gone')
    })
    await withServer(async (client) => {
      const items = client.db('x').collection<Item>('items')
      expect(await items.find().toArray()).toEqual([
        { _id: 2, z: 1 },
        { _id: 'a', n: 1 },
        { _id: 1 },
      ])
      await expect(items.insertOne({ _id: 9, n: 1 })).rejects.toMatchObject({ code: 11000 })
      const collections = await client.db('x').listCollections({}, { nameOnly: true }).toArray()
      expect(collections.map(({ name }) => name)).toEqual(['items', 'empty'])
    })
  })

  it('is not shared by two servers, and free again once the first is closed', async () => {
    await withServer(async () => {
      const second = startEmbeddedMongo({ dataDir })
      await expect(second).rejects.toMatchObject({
        name: 'EmbeddedMongoError',
        code: 'CSTORE_EMBEDDED_DATA_DIR_IN_USE',
      })
    })
    await withServer(() => Promise.resolve())
  })

  it('with the database of another program is left alone', async () => {
    const other = new DatabaseSync(join(dataDir, 'embedded-mongo.sqlite'))
    other.exec('CREATE TABLE mine (a)')
    other.close()
    await expect(startEmbeddedMongo({ dataDir })).rejects.toMatchObject({
      code: 'CSTORE_EMBEDDED_DATA_DIR_UNUSABLE',
    })
  })

  it('that cannot be made is a clear error', async () => {
    const file = fileURLToPath(import.meta.url)
    await expect(startEmbeddedMongo({ dataDir: join(file, 'x') })).rejects.toMatchObject({
      code: 'CSTORE_EMBEDDED_DATA_DIR_UNUSABLE',
    })
  })
})

it('writers at the same time share the flush to disk', async () => {
  await withServer(async (client) => {
    const items = client.db('x').collection<Item>('items')
    const ids = Array.from({ length: 100 }, (_, index) => index)
    await Promise.all(ids.map((_id) => items.findOne({ _id })))
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec')
    await Promise.all(ids.map((_id) => items.insertOne({ _id })))
    const commits = exec.mock.calls.filter(([sql]) => sql === 'COMMIT').length
    expect(commits).toBeGreaterThan(0)
    expect(commits).toBeLessThan(50)
  })
})

function failNextCommit(): void {
  const spy = vi.spyOn(DatabaseSync.prototype, 'exec')
  spy.mockImplementation(function (this: DatabaseSync, sql) {
    spy.mockRestore()
    if (sql === 'COMMIT') throw new Error('database or disk is full')
    this.exec(sql)
    failNextCommit()
  })
}

it('a write that could not be committed is an error, and is nowhere to be seen', async () => {
  await withServer(async (client) => {
    const items = client.db('x').collection<Item>('items')
    await items.insertOne({ _id: 'kept', n: 1 })
    failNextCommit()
    await expect(items.insertOne({ _id: 'lost' })).rejects.toMatchObject({ code: 1 })
    expect(await items.find().toArray()).toEqual([{ _id: 'kept', n: 1 }])
    await items.insertOne({ _id: 'later' })
    expect(await items.countDocuments()).toBe(2)
  })
})
