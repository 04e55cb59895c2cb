/**
 * A server program that tests own: started in the foreground, ready when its log says so, ended
 * by a signal. If it ends before it is ready, the error carries the last lines of its log.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
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
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const end = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
    if (child.pid !== undefined) await forgetProcess(child.pid)
  }
  try {
    if (child.pid !== undefined) await recordProcess(child.pid)
    await untilReady(child, spec)
  } catch (error) {
    await end()
    throw error
  }
  const { pid } = child
  if (pid === undefined) throw new ServerStartError(`Expected ${spec.command} to have a process id`)
  return { pid, kill: (signal) => void child.kill(signal), end }
}

async function untilReady(child: ChildProcess, spec: ServerSpec): Promise<void> {
  const timeoutMs = spec.readyTimeoutMs ?? 15_000
  const done = new AbortController()
  const { signal } = done
  let log = ''
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8')
      // The listener stays for ever: a server whose output nobody reads blocks in the end.
      stream?.on('data', (text: string) => {
        if (signal.aborted) return
        log = (log + text).slice(-lastLogCharacters)
        if (spec.ready.test(log)) resolve()
      })
    }
  })
  const fail = (what: string, cause?: unknown): never => {
    throw new ServerStartError(`${spec.command} ${what}. The end of its log:\n${log}`, { cause })
  }
  const early = once(child, 'exit', { signal }).then(
    ([code]) => fail(`ended with ${String(code)} before it was ready`),
    (error: unknown) => (signal.aborted ? undefined : fail('could not be started', error)),
  )
  const late = timeout(timeoutMs, signal).then((passed) =>
    passed ? fail(`was not ready after ${timeoutMs} ms`) : undefined,
  )
  await Promise.race([ready, early, late]).finally(() => done.abort())
}

/** True when the time passed, false when the signal ended the wait before. */
function timeout(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve(false)
    })
  })
}
