import { constants } from 'node:os'
import { CommanderError } from 'commander'
import { CliError, EXIT } from './cli-errors.ts'
import type { Context } from './context.ts'
import { buildProgram } from './program.ts'

/** Ctrl-C at a question; what shells expect of a process that SIGINT ended. */
const INTERRUPTED = 128 + constants.signals.SIGINT

/** Runs one command to its end. Never throws: what goes wrong is said, and in the exit code. */
export async function runProgram(args: readonly string[], context: Context): Promise<void> {
  try {
    await buildProgram(context).parseAsync(args, { from: 'user' })
  } catch (error) {
    context.exitWith(exitCodeFor(error, context))
  }
}

/** Says what went wrong, if nobody has yet. */
function exitCodeFor(error: unknown, { stderr }: Context): number {
  // Commander has already written its message; help and version are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.trouble
  if (error instanceof CliError) {
    stderr.write(`${error.message}\n`)
    return error.exitCode
  }
  if (error instanceof Error && error.name === 'ExitPromptError') return INTERRUPTED
  const shown = error instanceof Error ? error.stack : String(error)
  stderr.write(`This should not have happened:\n${shown}\n`)
  return EXIT.trouble
}
