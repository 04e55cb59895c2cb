/** What a page does with the client; bundled as an application would, and run in a browser. */
import { CStoreClient, CStoreError } from '../src/index.ts'

export interface ScenarioOptions {
  readonly url: string
  readonly key: string
  readonly collection: string
}

interface Song {
  readonly title: string
  readonly n?: number
}

const codeOf = (error: unknown): string =>
  error instanceof CStoreError ? error.code : String(error)

async function runScenario({ url, key, collection }: ScenarioOptions) {
  const client = new CStoreClient({ url, key, rememberCharacters: 1e6, retries: 1 })
  await client.putSettings(collection, {})
  const songs = client.collection<Song>(collection)
  const { etag } = await songs.put('a b/ü', { title: 'a' })
  const first = await songs.get('a b/ü')
  const second = await songs.get('a b/ü')
  await songs.patch('a b/ü', { n: 1 })
  const third = await songs.get('a b/ü')
  const conflict = await songs.put('a b/ü', { title: 'x' }, { ifMatch: etag }).catch(codeOf)
  const changes = songs.changes()
  const told = [await changes.next()]
  await songs.patch('a b/ü', { n: 2 })
  told.push(await changes.next())
  await changes.return()
  const documents = Array.from({ length: 1200 }, (_, n) => ({ title: 'x', n }))
  const { inserted } = await songs.import(documents)
  let exported = 0
  for await (const { id } of songs.export()) if (id !== '') exported++
  const aborted = songs.list({}, { signal: AbortSignal.abort('enough') })
  const stranger = new CStoreClient({ url }).collection(collection)
  const nobody = new CStoreClient({ url: 'http://127.0.0.1:1', retries: 0 }).collection('c')
  return {
    titles: [first?.document.title, second?.document.title, third?.document.n],
    etagsAgree: [first?.etag === etag, second?.etag === etag, third?.etag === etag],
    cacheStatus: second?.cacheStatus,
    conflict,
    told: told.map(({ value }) => value?.event),
    inserted,
    exported,
    aborted: await aborted.catch(codeOf),
    refused: await stranger.get('a').catch(codeOf),
    lost: await nobody.get('a').catch(codeOf),
    deleted: [await songs.delete('a b/ü'), await songs.get('a b/ü')],
  }
}

Object.assign(globalThis, { runScenario })
