import type { Config } from '@cstore/config'
import { Command } from 'commander'
import { CliError, EXIT } from '../cli-errors.ts'
import type { Context } from '../context.ts'
import type { Environment } from '../environment.ts'
import { watchStopSignals } from '../stop-signals.ts'

export function serveCommand(context: Context): Command {
  return new Command('serve')
    .summary('run the server')
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

/**
 * The server and its drivers are loaded when they are needed, not above: the other commands
 * start faster without them.
 */
async function start(context: Context): Promise<{ close(): Promise<void> }> {
  const config = await readConfig(context.environment)
  const { serve, StartupError } = await import('@cstore/api')
  try {
    return await serve(config, context.stdout)
  } catch (error) {
    if (error instanceof StartupError) throw startProblem(error)
    throw error
  }
}

async function readConfig(environment: Environment): Promise<Config> {
  const { ConfigError, loadConfig } = await import('@cstore/config')
  try {
    return loadConfig(environment)
  } catch (error) {
    // Its message is one sentence a line, a line for each problem.
    if (error instanceof ConfigError) throw startProblem(error)
    throw error
  }
}

function startProblem(cause: Error & { code: string }): CliError {
  return new CliError(cause.code, cause.message, { cause, exitCode: EXIT.failed })
}
