import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Command } from 'commander'
import { CliError, EXIT } from '../cli-errors.ts'
import type { Context } from '../context.ts'
import { DocumentStream } from '../export/document-stream.ts'
import { writeWholeFile } from '../export/write-whole-file.ts'
import { fileProblem } from '../file-problem.ts'
import { collection } from '../option-values.ts'
import { startProgress } from '../progress/progress.ts'
import { connectClient, type ServerOptions } from '../server/api-client.ts'
import { PATIENT } from '../server/retry.ts'
import { addServerOptions } from '../server/server-options.ts'
import { stopExitCode, watchStopSignals } from '../stop-signals.ts'

interface ExportOptions extends ServerOptions {
  readonly collection: string
  readonly output?: string
  readonly json?: true
  readonly quiet?: true
}

export function exportCommand(context: Context): Command {
  const command = new Command('export')
    .description(
      'Write all documents of a collection, one JSON object a line (NDJSON). ' +
        'A file appears under its name only when it is complete; a name in .gz is compressed.',
    )
    .requiredOption('--collection <name>', 'collection to export', collection)
    .option('--output <file>', 'file to write (default: standard output)')
    .option('--json', 'print a summary as JSON on standard output; needs --output')
    .option('--quiet', 'show errors only')
  return addServerOptions(command)
    .addHelpText('after', '\nExit codes: 0 complete, 2 not.')
    .addHelpText('after', '\nExample:\n  cstore export --collection movies --output movies.ndjson')
    .action((options: ExportOptions, self: Command) => {
      if (options.json && options.output === undefined) {
        self.error('error: --json needs --output: standard output cannot hold both')
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
    if (name === null) throw error
    context.stderr.write('Stopped: the export is not complete.\n')
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
  const client = await connectClient(options, context.environment)
  const progress = startProgress({
    output: context.stderr,
    totalBytes: null,
    // Counting would only garble documents that are shown on the same terminal.
    quiet:
      options.quiet === true || (options.output === undefined && context.stdout.isTTY === true),
    now: Date.now,
  })
  const { collection: name, output } = options
  const beganMs = Date.now()
  const stream = new DocumentStream({ client, collection: name, retry: PATIENT, progress, signal })
  try {
    await (output === undefined
      ? writeToPipe(context.stdout, stream)
      : writeWholeFile(output, stream))
  } finally {
    progress.stop()
  }
  report({ documents: stream.documents, seconds: (Date.now() - beganMs) / 1000, options }, context)
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
