import type { CStoreClient } from '@cstore/client'
import type { CollectionInfo } from '@cstore/contracts'
import { Command } from 'commander'
import { findBackup, removeOldBackups } from '../backup/backup-folder.ts'
import type { Manifest } from '../backup/manifest.ts'
import { verifyBackup } from '../backup/verify-backup.ts'
import { writeBackup } from '../backup/write-backup.ts'
import { asTrouble, UsageError } from '../cli-errors.ts'
import type { Context } from '../context.ts'
import { collection, wholeNumber } from '../option-values.ts'
import type { OutputOptions } from '../output/output-options.ts'
import { write, writeJson } from '../output/write.ts'
import { startProgress } from '../progress/progress.ts'
import { connectTo } from '../server/api-client.ts'
import { PATIENT } from '../server/retry.ts'
import { addServerOptions, type ServerOptions } from '../server/server-options.ts'
import { useClient } from '../server/use-client.ts'
import { stopExitCode, watchStopSignals } from '../stop-signals.ts'

interface BackupOptions extends ServerOptions, OutputOptions {
  readonly collection?: readonly string[]
  readonly keep?: number
  readonly verify?: true
}

export function backupCommand(context: Context): Command {
  const command = new Command('backup')
    .summary('write all collections to a backup')
    .description(
      'Write all collections, documents and settings, to a new backup in a folder. A backup appears under its ' +
        'name only when it is whole; "sha256sum --check SHA256SUMS" in it checks it too. API keys are in no backup.',
    )
    .argument('<folder>', 'folder that holds backups; with --verify also one backup')
    .option(
      '--collection <name...>',
      'only these; such a backup is named "some", and has to be named to be restored',
      collectNames,
    )
    .option(
      '--keep <n>',
      'afterwards remove older backups but the newest n',
      wholeNumber(100_000, 1),
    )
    .option(
      '--verify',
      'write nothing: read a backup, or the newest of a folder, and check all of it',
    )
    .option('--json', 'print what was done as JSON on one line')
    .option('--quiet', 'show errors only')
  return addServerOptions(command)
    .addHelpText('after', '\nExit codes: 0 the backup is whole, 2 there is none.')
    .addHelpText(
      'after',
      '\nExamples:\n  cstore backup ./backups --keep 14\n  cstore backup ./backups --verify',
    )
    .action((folder: string, options: BackupOptions, self: Command) => {
      if (options.verify && (options.keep !== undefined || options.collection !== undefined)) {
        self.error('error: --verify reads a whole backup: it takes neither --keep nor --collection')
      }
      if (options.keep !== undefined && options.collection !== undefined) {
        self.error('error: --keep counts backups of all collections: give it without --collection')
      }
      return run(folder, options, context)
    })
}

/** Parser of an option that may be repeated. */
export function collectNames(name: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), collection(name)]
}

async function run(folder: string, options: BackupOptions, context: Context): Promise<void> {
  const stop = watchStopSignals()
  try {
    if (options.verify) await verify(folder, { options, context, signal: stop.signal })
    else await backUp(folder, { options, context, signal: stop.signal })
  } catch (error) {
    const name = stop.name()
    if (name === null) throw asTrouble(error)
    context.stderr.write('Stopped: there is no new backup.\n')
    context.exitWith(stopExitCode(name))
  } finally {
    stop.dispose()
  }
}

interface Work {
  readonly options: BackupOptions
  readonly context: Context
  readonly signal: AbortSignal
}

async function verify(folder: string, { options, context, signal }: Work): Promise<void> {
  const path = await findBackup(folder)
  await tell(
    { path, manifest: await verifyBackup(path, signal), verb: 'is whole' },
    options,
    context,
  )
}

async function backUp(folder: string, { options, context, signal }: Work): Promise<void> {
  const written = await useClient(options, context, async (client, server) => {
    const collections = await wanted(client, options.collection)
    const progress = startProgress({
      output: context.stderr,
      totalBytes: null,
      quiet: options.quiet === true || options.verbose === true,
      now: Date.now,
    })
    const api = connectTo(server, options, context)
    const now = new Date()
    try {
      const of = options.collection === undefined ? 'all' : 'some'
      const how = { retry: PATIENT, progress, signal, now }
      return await writeBackup({ client: api, collections, of, folder, ...how })
    } finally {
      progress.stop()
    }
  })
  const removed = options.keep === undefined ? [] : await removeOldBackups(folder, options.keep)
  await tell({ ...written, removed, verb: 'is written' }, options, context)
}

/**
 * A key that sees some collections only must not make a backup that looks like one of all.
 * @throws UsageError
 */
async function wanted(
  client: CStoreClient,
  names: readonly string[] | undefined,
): Promise<CollectionInfo[]> {
  const { collections: bound } = await client.access()
  if (names === undefined && bound !== undefined) {
    throw new UsageError(
      'This key is bound to some collections: it cannot back up all. Name them with --collection.',
    )
  }
  const all = await client.collections()
  const missing = names?.find((name) => !all.some((one) => one.name === name))
  if (missing !== undefined) throw new UsageError(`There is no collection ${missing}.`)
  return all.filter(({ name }) => names?.includes(name) ?? true)
}

interface Told {
  readonly path: string
  readonly manifest: Manifest
  readonly verb: string
  readonly removed?: readonly string[]
}

async function tell(
  { path, manifest, verb, removed = [] }: Told,
  { json, quiet }: OutputOptions,
  { stdout, stderr }: Context,
): Promise<void> {
  const collections = manifest.collections.map(({ name, documents, bytes }) => ({
    name,
    documents,
    bytes,
  }))
  if (json) await writeJson(stdout, { path, createdAt: manifest.createdAt, collections, removed })
  if (json || quiet) return
  const documents = collections.reduce((sum, one) => sum + one.documents, 0).toLocaleString('en')
  const gone = removed.map((old) => `Removed ${old}.\n`).join('')
  await write(
    stderr,
    `${path} ${verb}: ${collections.length} collections, ${documents} documents.\n${gone}`,
  )
}
