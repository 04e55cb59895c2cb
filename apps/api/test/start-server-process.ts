import { join } from 'node:path'
import { startServerProcess, type ServerProcess } from '@cstore/testing/standalone'
import { ADMIN_KEY, type TestDeployment } from './start-api.ts'

/** A server of the deployment in a process of its own, which can be killed and has its own memory. */
export function startServer(
  deployment: TestDeployment,
  nodeOptions: readonly string[] = [],
): Promise<ServerProcess> {
  return startServerProcess({
    command: process.execPath,
    args: [...nodeOptions, join(import.meta.dirname, 'serve-process.ts')],
    ready: /(http:\/\/localhost:\d+)/,
    env: {
      PORT: '0',
      MONGODB_URI: deployment.mongoUri,
      REDIS_URL: deployment.redisUrl,
      CSTORE_DATABASE: deployment.database,
      CSTORE_ADMIN_KEY: ADMIN_KEY,
      CSTORE_LOG_LEVEL: 'warn',
      // The machine of a test run may be busy: a slow Redis is not what this is about.
      CSTORE_CACHE_TIMEOUT_MS: '5000',
    },
  })
}
