/** CStore as production runs it: one file, a process of its own. */
import { setTimeout as delay } from 'node:timers/promises'
import { startServerProcess, type ServerProcess } from '@cstore/testing/standalone'
import type { Backends } from './backends.ts'

export interface CstoreOptions {
  readonly bundle: string
  readonly backends: Pick<Backends, 'mongoUri' | 'redisUrl'>
  readonly settings: Readonly<Record<string, string>>
  /** Folder for profiles; absent: not profiled. */
  readonly profile?: string | undefined
}

export interface Cstore {
  readonly origin: string
  readonly pid: number
  end(): Promise<void>
}

export const ADMIN_KEY = 'key-of-the-benchmark'
export const DATABASE = 'bench'

const READY = /(http:\/\/(?:localhost|127\.0\.0\.1):\d+)/
const PROFILE_TIMEOUT_MS = 30_000
/** As `npm start` gives them. */
const NODE_OPTIONS = ['--max-semi-space-size=16']

export async function startCstore(options: CstoreOptions): Promise<Cstore> {
  const { bundle, backends, settings, profile } = options
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
  const server = await startServerProcess({
    command: process.execPath,
    args: [...NODE_OPTIONS, ...profiling, bundle, 'serve'],
    ready: READY,
    env: {
      PORT: '0',
      MONGODB_URI: backends.mongoUri,
      REDIS_URL: backends.redisUrl,
      CSTORE_DATABASE: DATABASE,
      CSTORE_ADMIN_KEY: ADMIN_KEY,
      // When the machine has no time for Redis, reads would go to MongoDB, and that be measured.
      CSTORE_CACHE_TIMEOUT_MS: '1000',
      ...settings,
    },
  })
  return {
    origin: server.said.replace('localhost', '127.0.0.1'),
    pid: server.pid,
    end: () => (profile === undefined ? server.end() : endInOrder(server)),
  }
}

/** A profile is written by a process that ends by itself. */
async function endInOrder(server: ServerProcess): Promise<void> {
  server.kill('SIGTERM')
  await Promise.race([server.ended, delay(PROFILE_TIMEOUT_MS, null, { ref: false })])
  await server.end()
}
