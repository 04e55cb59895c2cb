/**
 * Writes a backup: under another name (`.part`) first, with every file synced and read again, and renamed once
 * all of it is on the disk. What fails or is stopped leaves nothing; what is killed leaves a `.part`, which no restore
 * takes for a backup.
 */
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { CollectionInfo } from '@cstore/contracts'
import { CliError } from '../cli-errors.ts'
import { DocumentStream } from '../export/document-stream.ts'
import { partName, syncFolder } from '../export/write-whole-file.ts'
import { fileProblem } from '../file-problem.ts'
import type { Progress } from '../progress/progress.ts'
import type { ApiClient } from '../server/api-client.ts'
import type { RetryPolicy } from '../server/retry.ts'
import { backupName } from './backup-folder.ts'
import { Digesting, type Digest } from './digest.ts'
import {
  type BackedUpCollection,
  dataFile,
  DIGESTS_FILE,
  makeManifest,
  type Manifest,
  MANIFEST_FILE,
} from './manifest.ts'
import { verifyBackup } from './verify-backup.ts'

export interface BackupOptions {
  readonly client: ApiClient
  readonly collections: readonly CollectionInfo[]
  /** Whether these are all that there are. */
  readonly of: 'all' | 'some'
  /** Where backups are; it is made. */
  readonly folder: string
  readonly retry: RetryPolicy
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly now: Date
}

/** @throws FileError if it cannot be written, ConnectionError and RefusedError as the export does. */
export async function writeBackup(
  options: BackupOptions,
): Promise<{ path: string; manifest: Manifest }> {
  const path = join(options.folder, backupName(options.now, options.of))
  const part = partName(path)
  try {
    await mkdir(options.folder, { recursive: true })
    await mkdir(part)
    await writeFiles(part, options)
    await syncFolder(part)
    const manifest = await verifyBackup(part, options.signal)
    await rename(part, path)
    await syncFolder(options.folder)
    return { path, manifest }
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    const isKnown = error instanceof CliError || options.signal.aborted
    throw isKnown ? error : fileProblem(error, { doing: 'write', file: path })
  }
}

async function writeFiles(part: string, options: BackupOptions): Promise<void> {
  const collections: BackedUpCollection[] = []
  for (const [at, { name, settings }] of options.collections.entries()) {
    const file = dataFile(at, name)
    const stream = new DocumentStream({ ...options, collection: name, exactTypes: true })
    const digest = await writeDigested(join(part, file), stream, { packed: true })
    collections.push({ name, settings, documents: stream.documents, file, ...digest })
  }
  const manifest = makeManifest(options.now, collections)
  const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
  const { sha256 } = await writeDigested(join(part, MANIFEST_FILE), [text])
  const all = [{ file: MANIFEST_FILE, sha256 }, ...collections]
  const lines = all.map((one) => `${one.sha256}  ${one.file}\n`).join('')
  await writeDigested(join(part, DIGESTS_FILE), [Buffer.from(lines)])
}

/** Writes a file, on the disk when this resolves, and says what a reader should find. */
export async function writeDigested(
  file: string,
  source: AsyncIterable<Buffer> | Iterable<Buffer>,
  { packed = false }: { readonly packed?: boolean } = {},
): Promise<Digest> {
  const digesting = new Digesting()
  const digested = (chunks: AsyncIterable<Buffer>) => digesting.of(chunks)
  const chunks = Readable.from(source, { objectMode: false })
  const target = createWriteStream(file, { flush: true })
  try {
    await (packed
      ? pipeline(chunks, createGzip(), digested, target)
      : pipeline(chunks, digested, target))
  } catch (error) {
    throw isFileTrouble(error) ? fileProblem(error, { doing: 'write', file }) : error
  }
  return digesting.result()
}

/** Of the file system, not of the source. */
function isFileTrouble(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && !(error instanceof CliError)
}
