import { Command, Option } from 'commander'
import { v7 as newId } from 'uuid'
import { asTrouble, EXIT } from '../cli-errors.ts'
import type { Context } from '../context.ts'
import { BATCH_LIMITS } from '../import/batch.ts'
import { ensureCollection } from '../import/ensure-collection.ts'
import { FailureLog } from '../import/failure-log.ts'
import { runImport, type ImportResult } from '../import/import-run.ts'
import { importSentences, importSummary } from '../import/import-summary.ts'
import type { ImportMode } from '../import/send-batch.ts'
import { openInput, type Input } from '../input/open-input.ts'
import { collection } from '../option-values.ts'
import { startProgress, type Progress } from '../progress/progress.ts'
import { connectClient, type ApiClient } from '../server/api-client.ts'
import { addServerOptions, type ServerOptions } from '../server/server-options.ts'
import { PATIENT } from '../server/retry.ts'
import { stopExitCode, watchStopSignals, type StopSignals } from '../stop-signals.ts'

interface ImportOptions extends ServerOptions {
  readonly collection: string
  readonly idField?: string
  readonly mode: ImportMode
  readonly errors?: string
  readonly json?: true
  readonly quiet?: true
}

const MODE = new Option(
  '--mode <mode>',
  'upsert: replace documents or create them; insert: fail for ids that are taken; replace: for those that are not',
)

export function importCommand(context: Context): Command {
  const command = new Command('import')
    .summary('send the documents of a file')
    .description(
      'Send the documents of a file to a running server. The file holds one JSON object a line ' +
        '(NDJSON) or a JSON array of objects, and may be compressed (.gz). ' +
        'Creates the collection if there is none.',
    )
    .argument('<file>', 'file to read; - is standard input')
    .requiredOption('--collection <name>', 'collection to import into', collection)
    .option('--id-field <name>', 'field to take the ids from (default: id, or a new one)')
    .addOption(MODE.choices(['upsert', 'insert', 'replace']).default('upsert'))
    .option('--errors <file>', 'write every failure to this file, as NDJSON')
    .option('--json', 'print a summary as JSON on standard output')
    .option('--quiet', 'show failures only')
  return addServerOptions(command)
    .addHelpText(
      'after',
      '\nExit codes: 0 all good, 1 some documents failed, 2 it could not be done.' +
        '\n\nExample:\n  cstore import movies.json --collection movies --id-field imdbId',
    )
    .action((file: string, options: ImportOptions) => importFile(file, options, context))
}

async function importFile(file: string, options: ImportOptions, context: Context): Promise<void> {
  const stop = watchStopSignals()
  try {
    const client = await connectClient(options, context)
    const input = await openInput(file, context.stdin)
    await prepare(client, { options, stop, context })
    const progress = startProgress({
      output: context.stderr,
      totalBytes: input.totalBytes,
      // What is verbose has no room for a bar.
      quiet: options.quiet === true || options.verbose === true,
      now: Date.now,
    })
    const beganMs = Date.now()
    const result = await importInput({ input, client, progress, stop, options })
    const about = { file, options, seconds: (Date.now() - beganMs) / 1000, stop: stop.name() }
    report(result, about, context)
  } catch (error) {
    throw asTrouble(error)
  } finally {
    stop.dispose()
  }
}

interface Work {
  readonly input: Input
  readonly client: ApiClient
  readonly progress: Progress
  readonly stop: StopSignals
  readonly options: ImportOptions
}

async function importInput({ options, stop, ...work }: Work): Promise<ImportResult> {
  const failures = new FailureLog({
    file: options.errors,
    show: (line) => work.progress.log(line),
  })
  try {
    return await runImport({
      ...work,
      collection: options.collection,
      mode: options.mode,
      idField: options.idField,
      limits: BATCH_LIMITS,
      retry: PATIENT,
      failures,
      stop: stop.signal,
      // In order: documents without ids are listed as they stood in the file.
      newId: () => newId(),
    })
  } finally {
    failures.close()
    work.progress.stop()
  }
}

interface About {
  readonly file: string
  readonly options: ImportOptions
  readonly seconds: number
  readonly stop: ReturnType<StopSignals['name']>
}

/** @throws what ended the import, unless that was a signal. */
function report(result: ImportResult, about: About, context: Context): void {
  const { options, file, seconds, stop } = about
  const request = { file, collection: options.collection, mode: options.mode, seconds }
  if (options.json) context.stdout.write(`${JSON.stringify(importSummary(result, request))}\n`)
  if (!options.quiet || result.error !== null) {
    for (const line of importSentences(result, request)) context.stderr.write(`${line}\n`)
  }
  if (stop !== null && result.error !== null) return context.exitWith(stopExitCode(stop))
  if (result.error !== null) throw result.error
  context.exitWith(result.failed === 0 ? EXIT.ok : EXIT.failed)
}

async function prepare(
  client: ApiClient,
  { options, stop, context }: { options: ImportOptions; stop: StopSignals; context: Context },
): Promise<void> {
  await ensureCollection({
    client,
    collection: options.collection,
    retry: PATIENT,
    signal: stop.signal,
    notify: (notice) => context.stderr.write(`${notice}\n`),
  })
}
