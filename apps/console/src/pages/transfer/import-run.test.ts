import { CStoreError, type ImportOptions, type ImportResult } from '@cstore/client'
import { describe, expect, it } from 'vitest'
import { ImportRun, type ImportSource } from './import-run.ts'

const BATCH = 2

/** Takes texts in batches of two; `onBatch` may throw, after so many. */
class FakeCollection {
  readonly stored: string[] = []
  readonly skips: (number | undefined)[] = []
  fault: ((stored: number) => unknown) | null = null

  readonly import: ImportSource['collection']['import'] = async (documents, options) => {
    const { skip = 0, onBatch, signal }: ImportOptions = options ?? {}
    this.skips.push(skip)
    const stored = this.stored.length
    const result = (): ImportResult => ({
      inserted: this.stored.length - stored,
      replaced: 0,
      failed: 0,
      lastLine: seen,
      errors: [],
    })
    let seen = 0
    for await (const document of documents) {
      if (seen++ < skip) continue
      const error = this.fault?.(this.stored.length)
      if (error !== undefined && error !== null) throw error
      if (signal?.aborted === true) throw signal.reason
      this.stored.push(typeof document === 'string' ? document : '')
      if (this.stored.length % BATCH === 0) onBatch?.(result())
    }
    onBatch?.(result())
    return result()
  }
}

const LINES = Array.from({ length: 6 }, (_, at) => `{"id":"${at}"}`)
const FILE = new Blob([LINES.join('\n')])

function start(collection: FakeCollection, file: Blob = FILE): ImportRun {
  return new ImportRun({ collection, file, mode: 'upsert', nowMs: () => 0 })
}

describe('an import', () => {
  it('tells how far it has come, and the sum', async () => {
    const collection = new FakeCollection()
    const run = start(collection)
    const told: number[] = []
    run.state.subscribe(() => told.push(run.state.get().result.inserted))
    await run.run()
    expect(collection.stored).toEqual(LINES)
    expect(told).toEqual([0, 2, 4, 6, 6, 6])
    expect(run.state.get()).toMatchObject({
      phase: 'done',
      bytesDone: FILE.size,
      result: { inserted: 6, lastLine: 6 },
    })
  })

  it('goes on behind what was settled when it broke', async () => {
    const collection = new FakeCollection()
    const broken = new CStoreError('CSTORE_CLIENT_NETWORK', 'x', { lastLine: 4 })
    collection.fault = (stored) => (stored === 4 ? broken : null)
    const run = start(collection)
    await run.run()
    expect(run.state.get()).toMatchObject({ phase: 'broken', error: broken })
    collection.fault = null
    await run.run()
    expect(collection.stored).toEqual(LINES)
    expect(collection.skips).toEqual([0, 4])
    expect(run.state.get()).toMatchObject({
      phase: 'done',
      error: null,
      result: { inserted: 6, lastLine: 6 },
    })
  })

  it('is stopped, and gone on with', async () => {
    const collection = new FakeCollection()
    const run = start(collection)
    collection.fault = (stored) => {
      if (stored === 2) run.stop()
      return null
    }
    await run.run()
    expect([run.state.get().phase, collection.stored.length]).toEqual(['stopped', 2])
    collection.fault = null
    await run.run()
    expect(collection.stored).toEqual(LINES)
  })

  it('says why the file ends too early, and keeps what was before', async () => {
    const collection = new FakeCollection()
    const run = start(collection, new Blob(['[{"id":"a"}, {"id":']))
    await run.run()
    expect(run.state.get()).toMatchObject({
      phase: 'broken',
      format: 'array',
      result: { inserted: 1 },
      problem: 'The array is not closed: the file ends too early.',
    })
  })
})
