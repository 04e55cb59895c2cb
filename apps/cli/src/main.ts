#!/usr/bin/env node
import { constants } from 'node:os'
import { EXIT } from './cli-errors.ts'
import { readEnvironment } from './environment.ts'
import { fileProblem } from './file-problem.ts'
import { runProgram } from './run-program.ts'

// Whoever reads has seen enough (`cstore query … | head`): ends without a word, as SIGPIPE would.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(128 + constants.signals.SIGPIPE)
  process.stderr.write(`${fileProblem(error, { doing: 'write', file: '-' }).message}\n`)
  process.exit(EXIT.trouble)
})
process.stderr.on('error', () => undefined)

await runProgram(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: readEnvironment(),
  exitWith: (code) => {
    process.exitCode = code
  },
})
