/** All that is looked at. Loaded when it is needed: the drivers in it take their time. */
import type { Context } from '../context.ts'
import type { ServerOptions } from '../server/server-options.ts'
import { ok, type Check } from './check.ts'
import { checkConfiguration } from './configuration.ts'
import { checkMachine } from './machine.ts'
import { checkMongo } from './mongodb.ts'
import { checkRedis } from './redis.ts'
import { checkServer } from './server.ts'

interface Examined {
  readonly title: string
  readonly checks: Promise<readonly Check[]>
}

const DEFAULT_DATABASE = 'cstore'
const DEFAULT_CACHE_TIMEOUT_MS = 50

/** Begins with all areas at once: what is away takes its time to show. */
export function examine(options: ServerOptions, context: Context): Examined[] {
  const { environment } = context
  const { config, checks } = checkConfiguration(environment)
  // As they stand there: they are looked at even if other variables are wrong.
  const { MONGODB_URI: mongodbUri = '', REDIS_URL: redisUrl = '' } = environment
  const database = config?.database ?? DEFAULT_DATABASE
  const timeoutMs = config?.cacheTimeoutMs ?? DEFAULT_CACHE_TIMEOUT_MS
  return [
    { title: 'Configuration', checks: Promise.resolve(checks) },
    { title: 'MongoDB', checks: mongodbUri === '' ? EMBEDDED : checkMongo(mongodbUri, database) },
    { title: 'Redis', checks: redisUrl === '' ? IN_MEMORY : checkRedis(redisUrl, timeoutMs) },
    ...(config ? [{ title: 'This machine', checks: checkMachine(config, environment) }] : []),
    { title: 'Server', checks: checkServer(options, context) },
  ]
}

const EMBEDDED = Promise.resolve([
  ok('embedded', 'MONGODB_URI is not set: a small server of its own, for trying and development'),
])
const IN_MEMORY = Promise.resolve([
  ok('in memory', 'REDIS_URL is not set: the cache is in the memory of the server'),
])
