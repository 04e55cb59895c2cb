import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { runProgram } from '../run-program.ts'
import type { Ran } from './run-cstore.ts'

export interface HereOptions {
  readonly environment: Readonly<Record<string, string>>
  readonly stdin?: string
  /** The streams are those of a terminal of this width. */
  readonly terminalColumns?: number
}

/**
 * Runs a command in this process, which takes no time to start. Not for what is about signals,
 * pipes or the working folder.
 */
export async function runHere(
  args: readonly string[],
  { environment, stdin = '', terminalColumns }: HereOptions,
): Promise<Ran> {
  const terminal = terminalColumns === undefined ? {} : { isTTY: true, columns: terminalColumns }
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const told = Promise.all([text(stdout), text(stderr)])
  let exitCode = 0
  await runProgram(args, {
    stdin: Object.assign(Readable.from([Buffer.from(stdin)]), terminal),
    stdout: Object.assign(stdout, terminal),
    stderr: Object.assign(stderr, terminal),
    environment,
    exitWith: (code) => {
      exitCode = code
    },
  })
  stdout.end()
  stderr.end()
  const [out, errors] = await told
  return { exitCode, stdout: out, stderr: errors }
}
