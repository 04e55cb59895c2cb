import { Command } from 'commander'
import { CliError, EXIT } from '../cli-errors.ts'
import type { Context } from '../context.ts'
import { watchStopSignals } from '../stop-signals.ts'

export function serveCommand(context: Context): Command {
  return new Command('serve')
    .description('Run the server. Settings come from environment variables.')
    .addHelpText('after', '\nExample:\n  PORT=8080 cstore serve')
    .action(() => serveUntilStopped(context))
}

/**
 * The first SIGINT or SIGTERM lets requests under way end, the second ends the process at once.
 * @throws CliError with one sentence per line for what is wrong with the settings or the start.
 */
async function serveUntilStopped(context: Context): Promise<void> {
  const stop = watchStopSignals()
  try {
    const running = await start(context)
    await stop.received
    await running.close()
  } finally {
    stop.dispose()
  }
}

async function start(context: Context): Promise<{ close(): Promise<void> }> {
  // Loaded here, not above: the other commands need neither the server nor its drivers.
  const { ConfigError, loadConfig } = await import('@cstore/config')
  const { serve, StartupError } = await import('@cstore/api')
  try {
    return await serve(loadConfig(context.environment), context.stdout)
  } catch (error) {
    if (error instanceof ConfigError || error instanceof StartupError) {
      throw new CliError(error.code, error.message, { cause: error, exitCode: EXIT.failed })
    }
    throw error
  }
}
