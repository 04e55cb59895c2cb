import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

export interface Ran {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams
  readonly ended: Promise<Ran>
}

export interface RunOptions {
  /** Folder to run in; give one without a `.cstore` folder. */
  readonly cwd: string
  readonly environment?: Readonly<Record<string, string>>
  readonly stdin?: string | Buffer | null
}

/** Starts the command from its sources. `stdin: null` leaves standard input open. */
export function startCstore(args: readonly string[], options: RunOptions): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: options.cwd,
    // Not the profiles of whoever runs the tests.
    env: { XDG_CONFIG_HOME: join(options.cwd, '.config'), ...options.environment },
  })
  const closed = new Promise<number | null>((resolve) => {
    child.on('close', resolve)
  })
  if (options.stdin !== null) child.stdin.end(options.stdin ?? '')
  const ended = Promise.all([closed, text(child.stdout), text(child.stderr)])
  return {
    child,
    ended: ended.then(([exitCode, stdout, stderr]) => ({ exitCode, stdout, stderr })),
  }
}

/** Runs the command to its end. */
export async function runCstore(args: readonly string[], options: RunOptions): Promise<Ran> {
  return startCstore(args, options).ended
}

/**
 * What stands on standard output, once it matches.
 * @throws if the command ends before that.
 */
export function firstOutput(child: Running['child'], pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const onData = (chunk: Buffer): void => {
      output += chunk.toString()
      const match = pattern.exec(output)
      if (match === null) return
      child.stdout.off('data', onData)
      resolve(match[1] ?? match[0])
    }
    child.stdout.on('data', onData)
    child.on('close', () => reject(new Error(`It ended before it said ${pattern.source}.`)))
  })
}
