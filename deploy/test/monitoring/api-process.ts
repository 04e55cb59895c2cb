import { join } from 'node:path'
import { type ServerProcess, startServerProcess } from '@cstore/testing/standalone'

export const ADMIN_KEY = 'an-admin-key-for-the-monitored'

export interface ApiProcess {
  readonly url: string
  readonly port: number
  /** Ends as in a crash. */
  stop(): Promise<void>
  /** After `stop`, on the same port. */
  startAgain(): Promise<void>
}

export interface Backends {
  readonly mongoUri: string
  readonly database: string
  readonly redisUrl: string
}

const program = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  'apps',
  'api',
  'test',
  'serve-process.ts',
)

/** A server as it is run, which compares every hit with the database. */
export async function startApiProcess(backends: Backends): Promise<ApiProcess> {
  let server = await start(backends, 0)
  const { said: url } = server
  const port = Number(new URL(url).port)
  return {
    url,
    port,
    stop: () => server.end(),
    startAgain: async () => {
      server = await start(backends, port)
    },
  }
}

function start({ mongoUri, database, redisUrl }: Backends, port: number): Promise<ServerProcess> {
  return startServerProcess({
    command: process.execPath,
    args: [program],
    ready: /(http:\/\/localhost:\d+)/,
    env: {
      PORT: String(port),
      MONGODB_URI: mongoUri,
      CSTORE_DATABASE: database,
      REDIS_URL: redisUrl,
      CSTORE_ADMIN_KEY: ADMIN_KEY,
      CSTORE_PROBE_ONE_IN: '1',
      // The machine of a test run may be busy: a slow Redis is not what this is about.
      CSTORE_CACHE_TIMEOUT_MS: '1000',
      CSTORE_LOG_LEVEL: 'warn',
    },
  })
}
