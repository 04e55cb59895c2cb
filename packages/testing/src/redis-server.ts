/**
 * A redis-server process of a test's own, for what a shared one cannot stand: signals, restarts,
 * flushed scripts. It appends to its file like a careful production server (`appendfsync
 * everysec`), so a restart on the same directory brings its data back.
 */
import { rm } from 'node:fs/promises'
import { findOnPath } from './processes/find-on-path.ts'
import { freePort } from './processes/free-port.ts'
import { makeDataDirectory } from './processes/run-directory.ts'
import { type ServerProcess, startServerProcess } from './processes/server-process.ts'
import { ServerStartError } from './testing-errors.ts'
import { redisMissing } from './redis-missing.ts'

export interface RedisServerOptions {
  /** Arguments after our own, so they win: `['--maxmemory', '10mb']`. */
  readonly args?: readonly string[]
  /** Kept at `stop()`; without it the server gets a directory that `stop()` removes. */
  readonly dataDir?: string
}

export interface RedisServer {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  /** SIGKILL is a crash, SIGSTOP a hang, SIGCONT its end, SIGTERM an orderly end. */
  kill(signal: NodeJS.Signals): void
  /** Starts again on the same port and data; a process that still runs is killed first. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** How often a port may turn out to be taken between choosing and using it. */
const attempts = 5

/** Without redis-server on PATH the test that asks is skipped, or fails if services are required. */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const command = await findOnPath('redis-server')
  if (command === null) return redisMissing('redis-server is not on PATH')
  const dataDir = options.dataDir ?? (await makeDataDirectory('redis'))
  const start = (port: number): Promise<ServerProcess> =>
    startServerProcess({
      command,
      args: [...ownArgs(port, dataDir), ...(options.args ?? [])],
      ready: /Ready to accept connections/,
    })
  const started = await startOnFreePort(start)
  let server = started.server
  return {
    url: `redis://127.0.0.1:${started.port}`,
    port: started.port,
    dataDir,
    kill: (signal) => server.kill(signal),
    restart: async () => {
      await server.end()
      server = await start(started.port)
    },
    stop: async () => {
      await server.end()
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function startOnFreePort(
  start: (port: number) => Promise<ServerProcess>,
): Promise<{ port: number; server: ServerProcess }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    try {
      return { port, server: await start(port) }
    } catch (error) {
      const taken = error instanceof ServerStartError && /in use/i.test(error.message)
      if (!taken || attempt === attempts) throw error
    }
  }
}

function ownArgs(port: number, dataDir: string): string[] {
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: dataDir,
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
  }
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
}
