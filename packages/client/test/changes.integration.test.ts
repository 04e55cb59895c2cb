import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CStoreClient, type Collection } from '../src/index.ts'
import { ADMIN_KEY, LossyProxy, startServer, type RunningServer } from './start-server.ts'

interface Song {
  readonly title: string
  readonly year?: number
}

let server: RunningServer
let songs: Collection<Song>
let names = 0

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(async () => {
  const client = new CStoreClient({ url: server.url, key: ADMIN_KEY })
  const name = `songs-${++names}`
  await client.putSettings(name, {})
  songs = client.collection<Song>(name)
})

describe('changes', () => {
  it('keep a copy whole, over connections that break', async () => {
    await using proxy = await LossyProxy.start(server.url)
    await songs.put('before', { title: 'x' })
    const through = new CStoreClient({ url: proxy.url, key: ADMIN_KEY })
    const copy = new Map<string, number>()
    const stop = new AbortController()
    const following = (async () => {
      const changes = through.collection<Song>(songs.name).changes({ signal: stop.signal })
      for await (const change of changes) {
        if (change.event === 'reset') {
          for await (const { id } of songs.documents()) copy.set(id, 1)
        } else if (change.op === 'delete') copy.delete(change.id)
        else copy.set(change.id, change.version ?? 0)
      }
    })().catch((reason: unknown) => reason)
    await expect.poll(() => [...copy]).toEqual([['before', 1]])
    for (let round = 2; round < 5; round++) {
      await songs.put('again', { title: 'x', year: round })
      await expect.poll(() => copy.get('again'), { timeout: 10_000 }).toBe(round - 1)
      proxy.cut()
    }
    await songs.delete('before')
    await expect.poll(() => [...copy], { timeout: 10_000 }).toEqual([['again', 3]])
    stop.abort('enough')
    expect(await following).toBe('enough')
  })

  it('bring the documents along when that is asked for', async () => {
    const changes = songs.changes({ documents: true })
    expect((await changes.next()).value).toMatchObject({ event: 'reset' })
    await songs.put('a', { title: 'x' })
    expect((await changes.next()).value).toMatchObject({
      op: 'create',
      document: { id: 'a', title: 'x' },
    })
    await changes.return()
  })
})
