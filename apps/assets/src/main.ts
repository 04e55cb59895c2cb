#!/usr/bin/env node
/** `cstore-assets`: publishes the console and other files into the folder that a CDN serves. */
import { CommanderError } from 'commander'
import { AssetsError } from '@cstore/assets'
import { EXIT } from './exit-codes.ts'
import { buildProgram } from './program.ts'

// The server that reads what is published is another user.
process.umask(0o022)

try {
  await buildProgram(process).parseAsync(process.argv)
} catch (error) {
  process.exitCode = exitCodeFor(error)
}

/** Says what went wrong, if nobody has yet. */
function exitCodeFor(error: unknown): number {
  // Commander has already written its message; help and version are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.trouble
  if (error instanceof AssetsError) {
    process.stderr.write(`${error.message}\n`)
    return EXIT.trouble
  }
  const shown = error instanceof Error ? error.stack : String(error)
  process.stderr.write(`This should not have happened:\n${shown}\n`)
  return EXIT.trouble
}
