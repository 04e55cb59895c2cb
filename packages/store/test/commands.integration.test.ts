import { testMongo } from '@cstore/testing'
import { type CommandStartedEvent, MongoClient } from 'mongodb'
import { expect, it, onTestFinished } from 'vitest'
import { clientOptions, type StoreOptions } from '../src/client-options.ts'
import { openStore } from '../src/connect.ts'
import { IndexBuilderClient } from '../src/index-builder-client.ts'
import type { CommandEvent, Store } from '../src/index.ts'
import { openTestStore } from './test-store.ts'

const none = { kind: 'none' } as const
const x = { collection: 'things', id: 'x' }
const settings = {
  cache: { ttlMs: 0, staleMs: 0, negativeTtlMs: 0, listTtlMs: 0, near: false },
  publicRead: false,
  indexes: [],
}

async function useEverything(store: Store): Promise<void> {
  await store.ping()
  await store.collections.put('things', settings)
  await store.collections.all()
  await store.collections.indexes('things')
  await store.documents.create('things', { a: 1 }, 'x')
  await store.documents.update(x, () => ({ a: 2 }), none)
  await store.documents.replace(x, { a: 3 }, none)
  await store.documents.importMany(
    'things',
    [
      { id: 'x', fields: {} },
      { id: 'y', fields: {} },
    ],
    'replace',
  )
  await store.documents.importMany('things', [{ id: 'z', fields: {} }], 'insert')
  await store.documents.readMany('things', ['x', 'y'])
  await store.documents.list('things', { limit: 1, count: true })
  await store.documents.remove(x, none)
  for await (const _ of store.documents.scan('things', { batchSize: 1 })) await store.ping()
  const secretHash = Buffer.alloc(32)
  await store.keys.insert({ id: 'k', name: 'k', role: 'reader', secretHash, createdAtMs: 1 })
  await store.keys.find('k')
  await store.keys.all()
  await store.keys.remove('k')
  await store.collections.indexesSettled()
  await store.collections.drop('things', (await store.collections.markDeleted('things')) ?? '')
}

/** Everything the store's client sends. */
async function commandsOf(run: (store: Store) => Promise<void>): Promise<CommandStartedEvent[]> {
  const mongo = await testMongo()
  const { uri, database } = mongo
  const options: StoreOptions = { uri, database, maxTimeMs: 4321, connectTimeoutMs: 5000 }
  const client = new MongoClient(uri, { ...clientOptions(options), monitorCommands: true })
  const commands: CommandStartedEvent[] = []
  client.on('commandStarted', (event) => commands.push(event))
  const store = await openStore({ client, builder: new IndexBuilderClient(options), options })
  onTestFinished(async () => {
    await store.close()
    await mongo.close()
  })
  await run(store)
  return commands
}

it('limits the time of every command', async () => {
  const commands = await commandsOf(useEverything)
  const sent = commands.filter(({ commandName }) => commandName !== 'endSessions')
  const names = new Set(sent.map(({ commandName }) => commandName))
  expect([...names].toSorted((left, right) => left.localeCompare(right))).toEqual([
    'aggregate',
    'create',
    'delete',
    'drop',
    'find',
    'findAndModify',
    'insert',
    'listIndexes',
    'ping',
    'update',
  ])
  const unlimited = sent.filter(({ command }) => command.maxTimeMS !== 4321)
  expect(unlimited.map(({ commandName }) => commandName)).toEqual([])
})

it('writes to a majority, on disk, without sessions of its own', async () => {
  const commands = await commandsOf(useEverything)
  const writes = commands.filter(({ commandName }) =>
    ['insert', 'update', 'delete', 'findAndModify'].includes(commandName),
  )
  expect(writes.length).toBeGreaterThan(5)
  for (const { command } of writes) {
    expect(command.writeConcern).toEqual({ w: 'majority', j: true })
    expect(command).not.toHaveProperty('txnNumber')
  }
})

it('tells of every command under a name of a closed set', async () => {
  const events: CommandEvent[] = []
  const { store } = await openTestStore({ onCommand: (event) => events.push(event) })
  await useEverything(store)
  const names = new Set(events.map(({ command }) => command))
  expect(names).toContain('findAndModify')
  expect(names).not.toContain('other')
  expect(events.every(({ outcome, seconds }) => outcome === 'ok' && seconds >= 0)).toBe(true)
})
