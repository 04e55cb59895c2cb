import { Command } from 'commander'
import { CliError, EXIT } from '../cli-errors.ts'
import type { Context } from '../context.ts'
import { wholeNumber } from '../option-values.ts'
import { watchStopSignals } from '../stop-signals.ts'

interface DevMongoOptions {
  readonly port: number
  readonly data?: string
}

export function devMongoCommand(context: Context): Command {
  return new Command('dev-mongo')
    .summary('run the embedded MongoDB server alone')
    .description('Run the embedded MongoDB server alone, on the loopback interface only.')
    .option(
      '--port <n>',
      'port to listen on; 0 takes any that is free',
      wholeNumber(65_535),
      27_017,
    )
    .option('--data <dir>', 'folder to keep the data in (default: in memory only)')
    .addHelpText('after', '\nExample:\n  cstore dev-mongo --port 27018 --data ./mongo-data')
    .action((options: DevMongoOptions) => runUntilStopped(options, context))
}

async function runUntilStopped(options: DevMongoOptions, context: Context): Promise<void> {
  const stop = watchStopSignals()
  try {
    const mongo = await start(options)
    context.stdout.write(`${mongo.uri}\n`)
    await stop.received
    await mongo.close()
  } finally {
    stop.dispose()
  }
}

async function start(options: DevMongoOptions): Promise<{ uri: string; close(): Promise<void> }> {
  const { startEmbeddedMongo } = await import('@cstore/embedded-mongo')
  try {
    return await startEmbeddedMongo({ dataDir: options.data ?? null, port: options.port })
  } catch (error) {
    if (!isExpected(error)) throw error
    throw new CliError(error.code, error.message, { cause: error, exitCode: EXIT.failed })
  }
}

/** Port taken, folder not usable: its message says what to do. */
function isExpected(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('CSTORE_')
}
