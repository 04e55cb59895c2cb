import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Command } from 'commander'
import { asTrouble, CliError, EXIT } from '../cli-errors.ts'
import type { Context } from '../context.ts'
import { DocumentStream, type DocumentStreamOptions } from '../export/document-stream.ts'
import { readPartialExport } from '../export/partial-export.ts'
import { continueFile, writeWholeFile } from '../export/write-whole-file.ts'
import { fileProblem } from '../file-problem.ts'
import { collection } from '../option-values.ts'
import { startProgress } from '../progress/progress.ts'
import { connectClient } from '../server/api-client.ts'
import { PATIENT } from '../server/retry.ts'
import { addServerOptions, type ServerOptions } from '../server/server-options.ts'
import { stopExitCode, watchStopSignals } from '../stop-signals.ts'

interface ExportOptions extends ServerOptions {
  readonly collection: string
  readonly output?: string
  readonly resume?: true
  readonly json?: true
  readonly quiet?: true
}

export function exportCommand(context: Context): Command {
  const command = new Command('export')
    .summary('write all documents of a collection')
    .description(
      'Write all documents of a collection, one JSON object a line (NDJSON). ' +
        'A file appears under its name only when it is complete; a name in .gz is compressed.',
    )
    .requiredOption('--collection <name>', 'collection to export', collection)
    .option('--output <file>', 'file to write (default: standard output)')
    .option(
      '--resume',
      'keep what was received when it breaks off (<file>.part), and go on from there the next time',
    )
    .option('--json', 'print a summary as JSON on standard output; needs --output')
    .option('--quiet', 'show errors only')
  return addServerOptions(command)
    .addHelpText('after', '\nExit codes: 0 complete, 2 not.')
    .addHelpText(
      'after',
      '\nExample:\n  cstore export --collection movies --output movies.ndjson --resume',
    )
    .action((options: ExportOptions, self: Command) => {
      if (options.json && options.output === undefined) {
        self.error('error: --json needs --output: standard output cannot hold both')
      }
      if (options.resume && (options.output === undefined || options.output.endsWith('.gz'))) {
        self.error('error: --resume needs --output with a file that is not compressed')
      }
      return exportCollection(options, context)
    })
}

async function exportCollection(options: ExportOptions, context: Context): Promise<void> {
  const stop = watchStopSignals()
  try {
    await exportUntilStopped(options, context, stop.signal)
  } catch (error) {
    const name = stop.name()
    if (name === null) throw asTrouble(error)
    const hint = options.resume ? ' The same command goes on with it.' : ''
    context.stderr.write(`Stopped: the export is not complete.${hint}\n`)
    context.exitWith(stopExitCode(name))
  } finally {
    stop.dispose()
  }
}

async function exportUntilStopped(
  options: ExportOptions,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const client = await connectClient(options, context)
  const progress = startProgress({
    output: context.stderr,
    totalBytes: null,
    // Counting would only garble what is shown on the same terminal.
    quiet:
      options.quiet === true ||
      options.verbose === true ||
      (options.output === undefined && context.stdout.isTTY === true),
    now: Date.now,
  })
  const { collection: name, output } = options
  const beganMs = Date.now()
  const source = { client, collection: name, retry: PATIENT, progress, signal }
  let documents = 0
  try {
    if (output === undefined) documents = await toPipe(context.stdout, source)
    else if (options.resume) documents = await resume(output, source)
    else documents = await toFile(output, source)
  } finally {
    progress.stop()
  }
  report({ documents, seconds: (Date.now() - beganMs) / 1000, options }, context)
}

async function toFile(file: string, source: DocumentStreamOptions): Promise<number> {
  const stream = new DocumentStream(source)
  await writeWholeFile(file, stream)
  return stream.documents
}

async function resume(file: string, source: DocumentStreamOptions): Promise<number> {
  const { bytes, documents, after } = await readPartialExport(file)
  const stream = new DocumentStream({ ...source, ...(after === undefined ? {} : { after }) })
  if (documents > 0) {
    source.progress.log(`Going on after ${documents.toLocaleString('en')} documents.`)
  }
  await continueFile(file, { bytes, source: stream })
  return documents + stream.documents
}

async function toPipe(stdout: Writable, source: DocumentStreamOptions): Promise<number> {
  const stream = new DocumentStream(source)
  await writeToPipe(stdout, stream)
  return stream.documents
}

async function writeToPipe(stdout: Writable, source: AsyncIterable<Buffer>): Promise<void> {
  try {
    await pipeline(source, stdout, { end: false })
  } catch (error) {
    throw error instanceof CliError ? error : fileProblem(error, { doing: 'write', file: '-' })
  }
}

interface Done {
  readonly documents: number
  readonly seconds: number
  readonly options: ExportOptions
}

function report({ documents, seconds, options }: Done, context: Context): void {
  const { collection: name, output } = options
  if (options.json) {
    const summary = { collection: name, file: output, documents, seconds }
    context.stdout.write(`${JSON.stringify(summary)}\n`)
  }
  if (!options.quiet) {
    const shown = documents.toLocaleString('en')
    context.stderr.write(`${name}: ${shown} documents exported in ${seconds.toFixed(1)} s.\n`)
  }
  context.exitWith(EXIT.ok)
}
