import { Command, Option } from 'commander'
import { findBackup } from '../backup/backup-folder.ts'
import type { BackedUpCollection, Manifest } from '../backup/manifest.ts'
import {
  type Existing,
  restoreCollections,
  type Restored,
  type RestoreOptions,
} from '../backup/restore-backup.ts'
import { verifyBackup } from '../backup/verify-backup.ts'
import { asTrouble, EXIT, UsageError } from '../cli-errors.ts'
import type { Context } from '../context.ts'
import type { OutputOptions } from '../output/output-options.ts'
import { write, writeJson } from '../output/write.ts'
import { startProgress } from '../progress/progress.ts'
import { connectTo } from '../server/api-client.ts'
import { PATIENT } from '../server/retry.ts'
import { addServerOptions, type ServerOptions } from '../server/server-options.ts'
import { useClient } from '../server/use-client.ts'
import { stopExitCode, watchStopSignals } from '../stop-signals.ts'
import { collectNames } from './backup.ts'

interface RestoreCommandOptions extends ServerOptions, OutputOptions {
  readonly collection?: readonly string[]
  readonly existing: Existing
}

const EXISTING = new Option(
  '--existing <what>',
  'with collections that are there: refuse, and change nothing; merge: replace and add by id, keep other ' +
    'documents; replace: delete them first',
)

export function restoreCommand(context: Context): Command {
  const command = new Command('restore')
    .summary('put the collections of a backup back')
    .description(
      'Put the collections of a backup back, documents and settings. All of the backup is checked first; one that ' +
        'is damaged changes nothing. Needs a key with the role admin.',
    )
    .argument('<backup>', 'a backup, or a folder of which the newest is taken')
    .option('--collection <name...>', 'only these', collectNames)
    .addOption(EXISTING.choices(['refuse', 'merge', 'replace']).default('refuse'))
    .option('--json', 'print what was done as JSON on one line')
    .option('--quiet', 'show errors only')
  return addServerOptions(command)
    .addHelpText(
      'after',
      '\nExit codes: 0 all is back, 1 some documents were refused, 2 it is not complete.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  cstore restore ./backups\n  cstore restore ./backups --collection movies --existing merge',
    )
    .action((path: string, options: RestoreCommandOptions) => run(path, options, context))
}

async function run(path: string, options: RestoreCommandOptions, context: Context): Promise<void> {
  const stop = watchStopSignals()
  const done: Restored[] = []
  const onRestored = (restored: Restored): void => void done.push(restored)
  try {
    const { backup, manifest } = await restore(path, { options, context, stop, onRestored })
    await tell({ backup, manifest, done }, options, context)
    context.exitWith(done.every(isWhole) ? EXIT.ok : EXIT.failed)
  } catch (error) {
    if (done.length > 0 || stop.name() !== null) context.stderr.write(`${howFar(done)}\n`)
    const name = stop.name()
    if (name === null) throw asTrouble(error)
    context.exitWith(stopExitCode(name))
  } finally {
    stop.dispose()
  }
}

interface Work extends Pick<RestoreOptions, 'onRestored'> {
  readonly options: RestoreCommandOptions
  readonly context: Context
  readonly stop: { readonly signal: AbortSignal }
}

async function restore(
  path: string,
  { options, context, stop: { signal }, onRestored }: Work,
): Promise<{ backup: string; manifest: Manifest }> {
  const backup = await findBackup(path)
  const manifest = await verifyBackup(backup, signal)
  const collections = wanted(manifest, options.collection)
  const progress = () =>
    startProgress({
      output: context.stderr,
      totalBytes: null,
      quiet: options.quiet === true || options.verbose === true,
      now: Date.now,
    })
  await useClient(options, context, (client, server) =>
    restoreCollections({
      client,
      api: connectTo(server, options, context),
      stdin: context.stdin,
      path: backup,
      collections,
      existing: options.existing,
      retry: PATIENT,
      progress,
      signal,
      onRestored,
    }),
  )
  return { backup, manifest }
}

function wanted(
  { collections }: Manifest,
  names: readonly string[] | undefined,
): readonly BackedUpCollection[] {
  const missing = names?.find((name) => !collections.some((one) => one.name === name))
  if (missing !== undefined) throw new UsageError(`${missing} is not in this backup.`)
  return collections.filter(({ name }) => names?.includes(name) ?? true)
}

function isWhole({ inserted, replaced, expected }: Restored): boolean {
  return inserted + replaced === expected
}

function howFar(done: readonly Restored[]): string {
  const names = done.length === 0 ? 'nothing' : done.map(({ name }) => name).join(', ')
  return `Not complete: ${names} is back. The same command with --existing merge goes on.`
}

interface Told {
  readonly backup: string
  readonly manifest: Manifest
  readonly done: readonly Restored[]
}

async function tell(
  { backup, manifest, done }: Told,
  { json, quiet }: OutputOptions,
  { stdout, stderr }: Context,
): Promise<void> {
  const { createdAt } = manifest
  if (json) await writeJson(stdout, { backup, createdAt, collections: done })
  const bad = done.filter((one) => !isWhole(one))
  const shown = quiet || json ? bad : done
  const lines = shown.map((one) => `${sentence(one)}\n`).join('')
  const hasIndexes = manifest.collections.some(({ settings }) => settings.indexes.length > 0)
  const building = hasIndexes ? ' Indexes are being built.' : ''
  const end = quiet || json ? '' : `Restored from ${backup}, of ${createdAt}.${building}\n`
  await write(stderr, lines + end)
}

function sentence({ name, inserted, replaced, failed, expected }: Restored): string {
  const lost = failed === 0 ? '' : `, ${count(failed)} refused`
  const counts = `${count(inserted)} inserted, ${count(replaced)} replaced${lost}`
  return `${name}: ${counts}, of ${count(expected)} documents.`
}

function count(value: number): string {
  return value.toLocaleString('en')
}
