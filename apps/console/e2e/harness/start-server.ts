import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BUNDLE = fileURLToPath(new URL('../../../cli/dist/cstore.js', import.meta.url))

export const ADMIN_KEY = 'an-admin-key-for-the-console'

export interface RunningServer {
  readonly url: string
  /** Ends it as a crash would. */
  stop(): Promise<void>
}

/** What `npm start` starts, on a free port and an empty folder. */
export async function startServer(
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const cwd = await mkdtemp(join(tmpdir(), 'cstore-console-'))
  const child = spawn(process.execPath, [BUNDLE, 'serve'], {
    cwd,
    env: { PORT: '0', CSTORE_ADMIN_KEY: ADMIN_KEY, CSTORE_LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
  })
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
    await rm(cwd, { recursive: true, force: true })
  }
  let output = ''
  for await (const chunk of child.stdout) {
    output += String(chunk)
    const url = /console +(http:\S+)\/\n/.exec(output)?.[1]
    if (url !== undefined) return { url, stop }
  }
  await stop()
  throw new Error(`The server ended before it said where the console is: ${output}`)
}
