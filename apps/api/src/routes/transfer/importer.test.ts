import { Readable } from 'node:stream'
import type { DocumentCache } from '@cstore/cache'
import { DEFAULT_CACHE_POLICY } from '@cstore/contracts'
import { StoreUnavailableError, type ImportItem, type Store } from '@cstore/store'
import { expect, it } from 'vitest'
import { SchemaValidator } from '../documents/schema-validator.ts'
import { Importer } from './importer.ts'

const COLLECTION = {
  name: 'c',
  settings: { cache: DEFAULT_CACHE_POLICY, publicRead: false, indexes: [] },
  incarnation: 'i',
  deleting: false,
  updatedAtMs: 0,
}

const unfenced = (_keys: unknown, run: () => Promise<unknown>): Promise<unknown> => run()

/** An importer over a database that goes away after so many batches. */
function importer(batches: number) {
  const stored: string[] = []
  const importMany = (_collection: string, items: readonly ImportItem[]): Promise<unknown> => {
    if (batches-- === 0) return Promise.reject(new StoreUnavailableError(true))
    stored.push(...items.map(({ id }) => id))
    return Promise.resolve(items.map(() => ({ ok: true, created: true })))
  }
  const store: Store = Object.assign(Object.create(null), { documents: { importMany } })
  const cache: DocumentCache = Object.assign(Object.create(null), { write: unfenced })
  const deps = { store, cache, validator: new SchemaValidator(), maxDocumentBytes: 100 }
  return { importer: new Importer(deps), stored }
}

const lines = (ids: readonly string[]): Readable =>
  Readable.from([Buffer.from(ids.map((id) => `{"id":"${id}"}\n`).join(''))])

it('says up to which line everything is stored, also when it breaks off', async () => {
  const ids = Array.from({ length: 350 }, (_, n) => `id-${n}`)
  const { importer: broken, stored } = importer(1)
  const settled: number[] = []
  const options = {
    collection: COLLECTION,
    mode: 'upsert',
    skip: 0,
    onSettled: (line: number) => settled.push(line),
  } as const
  await expect(broken.run(lines(ids), options)).rejects.toThrow(StoreUnavailableError)
  // Nothing is begun after the batch that failed.
  expect([settled, stored]).toEqual([[100], ids.slice(0, 100)])

  const { importer: whole, stored: rest } = importer(-1)
  expect(await whole.run(lines(ids), { ...options, skip: 100 })).toMatchObject({ inserted: 250 })
  expect([settled.at(-1), rest]).toEqual([350, ids.slice(100)])
})

it('settles lines with one id in their order', async () => {
  const settled: number[] = []
  const onSettled = (line: number): void => void settled.push(line)
  const options = { collection: COLLECTION, mode: 'upsert', skip: 0, onSettled } as const
  const { importer: whole, stored } = importer(-1)
  await whole.run(lines(['a', 'b', 'a', 'c']), options)
  expect([settled, stored]).toEqual([
    [2, 4],
    ['a', 'b', 'a', 'c'],
  ])
})
