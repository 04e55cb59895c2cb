/** Where tests get Redis from, strongest first. There is no stand-in for Redis. */
import type { TestEnvironment } from '../environment.ts'
import { findOnPath } from '../processes/find-on-path.ts'
import { startRedisProcess } from '../servers/redis-process.ts'
import { addressStrategy } from './address-strategy.ts'
import { type RunningBackend, reasonOf, type Strategy } from './backend.ts'
import { containerStrategy } from './container-strategy.ts'
import { installFromDebian } from './install-from-debian.ts'
import { redisVersion } from './server-version.ts'

export function redisStrategies(environment: TestEnvironment): Strategy[] {
  return [
    addressStrategy({
      variable: 'CSTORE_TEST_REDIS_URL',
      address: environment.redisUrl,
      version: redisVersion,
    }),
    containerStrategy({
      image: environment.redisImage,
      port: 6379,
      scheme: 'redis',
      version: redisVersion,
    }),
    redisServerOnPath,
    redisServerInstalled,
  ]
}

const redisServerOnPath: Strategy = {
  name: 'redis-server on PATH',
  attempt: async () => {
    const command = await findOnPath('redis-server')
    if (command === null) return { reason: 'there is no redis-server on PATH' }
    try {
      return { backend: await ownRedis(command, `redis-server on PATH (${command})`) }
    } catch (error) {
      return { reason: `${command} did not start: ${reasonOf(error)}` }
    }
  },
}

const redisServerInstalled: Strategy = {
  name: 'redis-server installed from Debian',
  attempt: async () => {
    const reason = await installFromDebian({ service: 'redis-server', packages: ['redis-server'] })
    if (reason !== null) return { reason }
    const command = await findOnPath('redis-server')
    if (command === null) return { reason: 'it is installed, but not on PATH' }
    try {
      const name = `redis-server, installed from Debian by this run (${command})`
      return { backend: await ownRedis(command, name) }
    } catch (error) {
      return { reason: `it was installed, but did not start: ${reasonOf(error)}` }
    }
  },
}

/**
 * Proves by one start that the binary works. No address is kept: each test that asks gets a
 * process of its own.
 */
async function ownRedis(command: string, name: string): Promise<RunningBackend> {
  const server = await startRedisProcess(command)
  try {
    return { name, version: await redisVersion(server.url), close: () => Promise.resolve() }
  } finally {
    await server.stop()
  }
}
