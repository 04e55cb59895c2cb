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
}

export interface ServerProcess {
  readonly pid: number
  /** Sends a signal; does nothing when the process is gone. */
  kill(signal: NodeJS.Signals): void
  /** SIGKILL (which ends a stopped process too), then waits until the process is gone. */
  end(): Promise<void>
}

const lastLogCharacters = 2000

export async function startServerProcess(spec: ServerSpec): Promise<ServerProcess> {
  const child = spawn(spec.command, [...spec.args], { stdio: ['ignore', 'pipe', 'pipe'] })
  // Listened to from the first moment: a server may be gone before anything else has happened.
  const gone = untilGone(child)
  const end = async (): Promise<void> => {
    child.kill('SIGKILL')
    await gone
    if (child.pid !== undefined) await forgetProcess(child.pid)
  }
  const log = readLog(child, spec.ready)
  try {
    if (child.pid !== undefined) await recordProcess(child.pid)
    await untilReady({ spec, log, gone })
  } catch (error) {
    await end()
    throw error
  }
  const { pid } = child
  if (pid === undefined) throw new ServerStartError(`Expected ${spec.command} to have a process id`)
  return { pid, kill: (signal) => void child.kill(signal), end }
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
  readonly ready: Promise<void>
  /** The last of what was written before the server was ready. */
  readonly text: () => string
}

function readLog(child: ChildProcess, pattern: RegExp): ServerLog {
  let text = ''
  let isReady = false
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8')
      // The listener stays for ever: a server whose output nobody reads blocks in the end.
      stream?.on('data', (more: string) => {
        if (isReady) return
        text = (text + more).slice(-lastLogCharacters)
        isReady = pattern.test(text)
        if (isReady) resolve()
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

async function untilReady({ spec, log, gone }: Start): Promise<void> {
  const timeoutMs = spec.readyTimeoutMs ?? 15_000
  const started = new AbortController()
  const late = delay(timeoutMs, null, { signal: started.signal }).then(
    (): Gone => ({ what: `was not ready after ${timeoutMs} ms` }),
    () => null,
  )
  const failure = await Promise.race([log.ready.then(() => null), gone, late])
  started.abort()
  if (failure === null) return
  const { what, cause } = failure
  throw new ServerStartError(`${spec.command} ${what}. The end of its log:\n${log.text()}`, {
    cause,
  })
}
