#!/usr/bin/env node
import { CommanderError } from 'commander'
import { CliError, EXIT } from './cli-errors.ts'
import type { Context } from './context.ts'
import { readEnvironment } from './environment.ts'
import { buildProgram } from './program.ts'

const context: Context = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: readEnvironment(),
  exitWith: (code) => {
    process.exitCode = code
  },
}

try {
  await buildProgram(context).parseAsync(process.argv)
} catch (error) {
  process.exitCode = exitCodeFor(error)
}

/** Says what went wrong, if nobody has yet. */
function exitCodeFor(error: unknown): number {
  // Commander has already written its message; help and version are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.trouble
  if (error instanceof CliError) {
    process.stderr.write(`${error.message}\n`)
    return error.exitCode
  }
  const shown = error instanceof Error ? error.stack : String(error)
  process.stderr.write(`This should not have happened:\n${shown}\n`)
  return EXIT.trouble
}
