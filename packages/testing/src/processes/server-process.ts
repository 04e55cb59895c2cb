/**
 * A server program that tests own: started in the foreground, ready when its log says so, ended
 * by a signal. If it ends before it is ready, the error carries the last lines of its log.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { ServerStartError } from '../testing-errors.ts'
import { forgetProcess, recordProcess } from './run-directory.ts'

export interface ServerSpec {
  readonly command: string
  readonly args: readonly string[]
  /** Found in the log once the server accepts connections. */
  readonly ready: RegExp
  readonly readyTimeoutMs?: number
  /** The whole environment; absent: that of this process. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Who runs it; only root may choose. */
  readonly uid?: number
  readonly gid?: number
  /** It starts processes of its own, which are to end with it. */
  readonly ownGroup?: true
}

export interface ServerProcess {
  readonly pid: number
  /** The first capture of `ready`, or all that it matched. */
  readonly said: string
  /** Resolves with the end of its log when the process has ended, for whatever reason. */
  readonly ended: Promise<string>
  /** Sends a signal; does nothing when the process is gone. */
  kill(signal: NodeJS.Signals): void
  /** SIGKILL (which ends a stopped process too), then waits until the process is gone. */
  end(): Promise<void>
}

const lastLogCharacters = 2000

export async function startServerProcess(spec: ServerSpec): Promise<ServerProcess> {
  const { command, args, ready, readyTimeoutMs: _, ownGroup = false, ...environment } = spec
  const child = spawn(command, [...args], {
    ...environment,
    detached: ownGroup,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Listened to from the first moment: a server may be gone before anything else has happened.
  const gone = untilGone(child)
  const end = async (): Promise<void> => {
    if (!ownGroup || !killGroup(child)) child.kill('SIGKILL')
    await gone
    if (child.pid !== undefined) await forgetProcess(child.pid)
  }
  const log = readLog(child, ready)
  try {
    if (child.pid !== undefined) await recordProcess(child.pid)
    const said = await untilReady({ spec, log, gone })
    const { pid } = child
    if (pid === undefined) throw new ServerStartError(`Expected ${command} to have a process id`)
    const ended = gone.then(() => log.text())
    return { pid, said, ended, kill: (signal) => void child.kill(signal), end }
  } catch (error) {
    await end()
    throw error
  }
}

/** False when there is no such group any more. */
function killGroup({ pid }: ChildProcess): boolean {
  if (pid === undefined) return false
  try {
    return process.kill(-pid, 'SIGKILL')
  } catch {
    return false
  }
}

interface Gone {
  readonly what: string
  readonly cause?: unknown
}

/** Resolves when the process has ended and its log is complete, or when it could not be started. */
function untilGone(child: ChildProcess): Promise<Gone> {
  return new Promise((resolve) => {
    child.once('error', (cause) => resolve({ what: 'could not be started', cause }))
    child.once('close', (code, signal) =>
      resolve({ what: `ended with ${String(code ?? signal)} before it was ready` }),
    )
  })
}

interface ServerLog {
  /** Resolves with what the pattern found. */
  readonly ready: Promise<string>
  /** The last of what was written. */
  readonly text: () => string
}

function readLog(child: ChildProcess, pattern: RegExp): ServerLog {
  let text = ''
  let isReady = false
  const ready = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8')
      // The listener stays for ever: a server whose output nobody reads blocks in the end.
      stream?.on('data', (more: string) => {
        text = (text + more).slice(-lastLogCharacters)
        const match = isReady ? null : pattern.exec(text)
        if (match === null) return
        isReady = true
        resolve(match[1] ?? match[0])
      })
    }
  })
  return { ready, text: () => text }
}

interface Start {
  readonly spec: ServerSpec
  readonly log: ServerLog
  readonly gone: Promise<Gone>
}

async function untilReady({ spec, log, gone }: Start): Promise<string> {
  const timeoutMs = spec.readyTimeoutMs ?? 15_000
  const started = new AbortController()
  const late = delay(timeoutMs, null, { signal: started.signal }).then(
    (): Gone => ({ what: `was not ready after ${timeoutMs} ms` }),
    () => null,
  )
  const outcome = await Promise.race([log.ready, gone, late])
  started.abort()
  if (typeof outcome === 'string') return outcome
  const { what, cause } = outcome ?? { what: 'was not waited for' }
  throw new ServerStartError(`${spec.command} ${what}. The end of its log:\n${log.text()}`, {
    cause,
  })
}
