/**
 * A file of documents into CStore and out again, beside what the MongoDB driver alone needs for it, in
 * turn. Every contender begins as a new process in every round, so that memory can be told too.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { makeDataDirectory } from '@cstore/testing/standalone'
import { BenchError } from '../bench-errors.ts'
import type { Closers } from '../closers.ts'
import { writeDocumentsFile, type DocumentsFile } from '../data/documents-file.ts'
import { bulkTable } from '../report/bulk-table.ts'
import { startBackends, type Backends } from '../servers/backends.ts'
import { DATABASE, startCstore } from '../servers/cstore.ts'
import { mostResident } from '../servers/memory-watch.ts'
import { usageOf } from '../servers/usage.ts'
import type { BulkSample, Step } from './bulk-sample.ts'
import { dropCollection, exportFile, importFile, makeCollection, type Place } from './transfer.ts'

export interface BulkOptions {
  readonly bundle: string
  /** Another build of CStore. */
  readonly otherBundle?: string | undefined
  readonly documents: number
  readonly rounds: number
  readonly profile?: string | undefined
  readonly mongodb?: string | undefined
  readonly say: (what: string) => void
}

interface Context extends BulkOptions {
  readonly backends: Backends
  readonly file: DocumentsFile
  /** Of these a process has had some before it is measured. */
  readonly warmUp: DocumentsFile
}

interface Contender {
  readonly title: string
  readonly run: () => Promise<BulkSample[]>
}

const WARM_UP_DOCUMENTS = 2000
const REST_MS = 1000

export async function measureBulk(options: BulkOptions, closers: Closers): Promise<string> {
  const { documents, rounds, say } = options
  const backends = await startBackends({ ...options, closers })
  const folder = await makeDataDirectory('documents')
  say(`writing ${documents} documents to a file`)
  const context = {
    ...options,
    backends,
    file: await writeDocumentsFile(join(folder, 'all.ndjson'), documents),
    warmUp: await writeDocumentsFile(join(folder, 'some.ndjson'), WARM_UP_DOCUMENTS),
  }
  // So that MongoDB is not at its slowest for whoever comes first.
  await runDriver('warm-up', { mode: 'ahead', context: { ...context, file: context.warmUp } })
  const samples: BulkSample[] = []
  for (let round = 1; round <= rounds; round++) {
    for (const contender of contendersOf(context)) {
      say(`import, round ${round} of ${rounds}: ${contender.title}`)
      samples.push(...(await contender.run()))
    }
  }
  return bulkTable({ documents, samples })
}

function contendersOf(context: Context): Contender[] {
  const { bundle, otherBundle } = context
  const driver = (title: string, mode: 'plain' | 'ahead') => ({
    title,
    run: () => runDriver(title, { mode, context }),
  })
  const cstore = (title: string, start: CstoreStart) => ({
    title,
    run: () => runCstore(title, { start, context }),
  })
  return [
    driver('driver, bulkWrite of 1,000', 'plain'),
    driver('driver, the next 1,000 read meanwhile', 'ahead'),
    cstore('CStore, Redis', { bundle, settings: {} }),
    cstore('CStore, cache in memory', { bundle, settings: { REDIS_URL: '' } }),
    ...(otherBundle === undefined
      ? []
      : [cstore('CStore, Redis, other build', { bundle: otherBundle, settings: {} })]),
  ]
}

async function runDriver(
  contender: string,
  { mode, context }: { mode: 'plain' | 'ahead'; context: Context },
): Promise<BulkSample[]> {
  const { backends, file } = context
  const program = join(import.meta.dirname, '..', 'contenders', 'bulk-write.ts')
  const before = await usageIf(backends.mongoPid)
  const args = [program, backends.mongoUri, DATABASE, file.path, mode]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const after = await usageIf(backends.mongoPid)
  const { documents, ms, cpuMs } = Object(JSON.parse(stdout))
  if (documents !== file.documents)
    throw new BenchError(`The driver stored ${documents} documents.`)
  const mongoCpuMs = cpuBetween(before, after)
  return [{ contender, step: 'insert', ms, cpuMs, mongoCpuMs, residentBytes: null }]
}

interface CstoreStart {
  readonly bundle: string
  readonly settings: Readonly<Record<string, string>>
}

async function runCstore(
  contender: string,
  { start, context }: { start: CstoreStart; context: Context },
): Promise<BulkSample[]> {
  const { backends, profile, file, warmUp } = context
  const settings = { CSTORE_LOG_LEVEL: 'warn', ...start.settings }
  const cstore = await startCstore({ ...start, settings, backends, profile })
  try {
    const place = { origin: cstore.origin, collection: 'bulk' }
    await makeCollection(place)
    await importFile(place, warmUp, 'insert')
    await exportFile(place, warmUp)
    await emptied(place)
    await delay(REST_MS)
    const before = (await usageOf(cstore.pid))?.residentBytes ?? Number.NaN
    const sample = async (step: Step, work: () => Promise<void>): Promise<BulkSample> => {
      const measured = await measureStep(work, { pid: cstore.pid, mongoPid: backends.mongoPid })
      const { mostBytes, ...times } = measured
      return { contender, step, ...times, residentBytes: { before, most: mostBytes } }
    }
    const inserted = await sample('insert', () => importFile(place, file, 'insert'))
    const exported = await sample('export', () => exportFile(place, file))
    await emptied(place)
    const created = await sample('upsert, new', () => importFile(place, file, 'upsert'))
    const replaced = await sample('upsert, there', () => importFile(place, file, 'upsert'))
    await exportFile(place, file)
    await dropCollection(place)
    return [inserted, exported, created, replaced]
  } finally {
    await cstore.end()
  }
}

async function emptied(place: Place): Promise<void> {
  await dropCollection(place)
  await makeCollection(place)
}

async function measureStep(
  work: () => Promise<void>,
  { pid, mongoPid }: { pid: number; mongoPid: number | undefined },
): Promise<{ ms: number; cpuMs: number; mongoCpuMs: number; mostBytes: number }> {
  const before = await Promise.all([usageOf(pid), usageIf(mongoPid)])
  const startedMs = performance.now()
  let ms = 0
  const mostBytes = await mostResident(pid, async () => {
    await work()
    ms = performance.now() - startedMs
  })
  const after = await Promise.all([usageOf(pid), usageIf(mongoPid)])
  const cpuMs = cpuBetween(before[0], after[0])
  return { ms, cpuMs, mongoCpuMs: cpuBetween(before[1], after[1]), mostBytes }
}

/** A MongoDB that is not ours may be on another machine. */
function usageIf(pid: number | undefined): Promise<Seen> {
  return pid === undefined ? Promise.resolve(null) : usageOf(pid)
}

type Seen = Awaited<ReturnType<typeof usageOf>>

function cpuBetween(before: Seen, after: Seen): number {
  return before && after ? after.cpuMs - before.cpuMs : Number.NaN
}
