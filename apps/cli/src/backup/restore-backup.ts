/**
 * Puts the collections of a backup back, one after the other. Documents come before the schema and the
 * indexes: a schema may be stricter than what was there before it, and indexes are built faster over
 * documents that are there. Until its settings are put, a new collection can be read with a key only. All of it
 * may be done again, with `merge`, wherever it was broken off.
 */
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { CStoreClient } from '@cstore/client'
import { UsageError } from '../cli-errors.ts'
import { BATCH_LIMITS } from '../import/batch.ts'
import { FailureLog } from '../import/failure-log.ts'
import { type ImportResult, runImport } from '../import/import-run.ts'
import { openInput } from '../input/open-input.ts'
import type { Progress } from '../progress/progress.ts'
import type { ApiClient } from '../server/api-client.ts'
import type { RetryPolicy } from '../server/retry.ts'
import type { BackedUpCollection } from './manifest.ts'

/** What to do with collections that are there: nothing at all, add to them, or delete them first. */
export type Existing = 'refuse' | 'merge' | 'replace'

export interface RestoreOptions {
  readonly client: CStoreClient
  readonly api: ApiClient
  readonly stdin: Readable
  /** The backup. */
  readonly path: string
  readonly collections: readonly BackedUpCollection[]
  readonly existing: Existing
  readonly retry: RetryPolicy
  /** For one collection. */
  readonly progress: () => Progress
  readonly signal: AbortSignal
  /** Told of each collection when it is done. */
  readonly onRestored: (restored: Restored) => void
}

export interface Restored {
  readonly name: string
  readonly inserted: number
  readonly replaced: number
  readonly failed: number
  /** In the backup. */
  readonly expected: number
}

/** @throws UsageError for collections that are there, and what ended it before its end. */
export async function restoreCollections(options: RestoreOptions): Promise<Restored[]> {
  const { client, collections, existing, signal } = options
  const names = new Set((await client.collections({ signal })).map(({ name }) => name))
  const there = collections.map(({ name }) => name).filter((name) => names.has(name))
  if (existing === 'refuse' && there.length > 0) throw areThere(there)
  const all: Restored[] = []
  for (const collection of collections) {
    const restored = await restoreOne(collection, names.has(collection.name), options)
    options.onRestored(restored)
    all.push(restored)
  }
  return all
}

function areThere(names: readonly string[]): UsageError {
  return new UsageError(
    `There are already: ${names.join(', ')}. Nothing was changed. Give --existing merge to replace ` +
      'and add documents by their ids and keep others, or --existing replace to delete these collections first.',
  )
}

async function restoreOne(
  { name, settings, documents, file }: BackedUpCollection,
  isThere: boolean,
  options: RestoreOptions,
): Promise<Restored> {
  const { client, existing, signal } = options
  if (isThere && existing === 'replace') await client.deleteCollection(name, { signal })
  const { schema: _later, ...before } = settings
  const isMerged = isThere && existing === 'merge'
  // Of a new one nothing is public before all of it is there.
  await client.putSettings(name, isMerged ? before : { cache: settings.cache }, { signal })
  const result = await importFile({ name, file }, options)
  if (result.error !== null) throw result.error
  await client.putSettings(name, settings, { signal })
  const { inserted, replaced, failed } = result
  return { name, inserted, replaced, failed, expected: documents }
}

async function importFile(
  { name, file }: { name: string; file: string },
  options: RestoreOptions,
): Promise<ImportResult> {
  const progress = options.progress()
  const failures = new FailureLog({ file: undefined, show: (line) => progress.log(line) })
  try {
    return await runImport({
      input: await openInput(join(options.path, file), options.stdin),
      client: options.api,
      collection: name,
      mode: 'upsert',
      foreignIds: true,
      idField: undefined,
      limits: BATCH_LIMITS,
      retry: options.retry,
      failures,
      progress,
      stop: options.signal,
      newId: () => {
        throw new Error('Every document of a backup has an id')
      },
    })
  } finally {
    failures.close()
    progress.stop()
  }
}
