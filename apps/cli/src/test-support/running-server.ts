import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstOutput, startCstore, type Ran } from './run-cstore.ts'
import { runHere, type HereOptions } from './run-here.ts'

/** `cstore serve` in a folder of its own, and commands that talk to it with its key. */
export interface RunningServer {
  readonly url: string
  /** For files of a test; goes with the server. */
  readonly folder: string
  /** What commands are run with. */
  readonly environment: Readonly<Record<string, string>>
  run(args: readonly string[], options?: Partial<HereOptions>): Promise<Ran>
  /** Standard output of a command that succeeds. */
  outputOf(args: readonly string[], options?: Partial<HereOptions>): Promise<string>
  stop(): Promise<void>
}

export async function startServer(
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cstore-command-'))
  const server = startCstore(['serve'], {
    cwd: folder,
    environment: { PORT: '0', CSTORE_LOG_LEVEL: 'warn', ...settings },
  })
  const url = await firstOutput(server.child, /(http:\S+)\/api\/v1\n/u)
  const environment = {
    XDG_CONFIG_HOME: join(folder, '.config'),
    CSTORE_DATA_DIR: join(folder, '.cstore'),
    CSTORE_URL: url,
  }
  const run: RunningServer['run'] = (args, options) => runHere(args, { environment, ...options })
  return {
    url,
    folder,
    environment,
    run,
    outputOf: async (args, options) => {
      const { exitCode, stdout, stderr } = await run(args, options)
      if (exitCode === 0) return stdout
      throw new Error(`cstore ${args.join(' ')} ended with ${exitCode}: ${stderr}`)
    },
    stop: async () => {
      server.child.kill('SIGKILL')
      await server.ended
      await rm(folder, { recursive: true })
    },
  }
}
