import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

export interface Ran {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams
  readonly ended: Promise<Ran>
}

/** Starts the command from its sources; as another user, if one is given. */
export function startCommand(args: readonly string[], as: { uid?: number } = {}): Running {
  const child = spawn(process.execPath, [MAIN, ...args], { env: {}, ...as })
  child.stdin.end()
  const closed = new Promise<number | null>((resolve) => {
    child.on('close', resolve)
  })
  const ended = Promise.all([closed, text(child.stdout), text(child.stderr)])
  return {
    child,
    ended: ended.then(([exitCode, stdout, stderr]) => ({ exitCode, stdout, stderr })),
  }
}

export function runCommand(args: readonly string[], as: { uid?: number } = {}): Promise<Ran> {
  return startCommand(args, as).ended
}
