/**
 * vitest's global set-up of the `integration` project: finds the backends once per run, hands
 * them to the workers, and at the end stops what it started and prints the report. The report is
 * printed here and not by a reporter, so that no choice of reporters can lose it and nothing
 * comes after it.
 */
import type { TestProject } from 'vitest/node'
import { type Resolution, resolveBackend } from '../backends/backend.ts'
import { mongoStrategies } from '../backends/mongo-strategies.ts'
import { nginxStrategies } from '../backends/nginx-strategies.ts'
import { redisStrategies } from '../backends/redis-strategies.ts'
import { formatReport } from '../backends/report.ts'
import { readTestEnvironment, type TestEnvironment } from '../environment.ts'
import { findOnPath } from '../processes/find-on-path.ts'
import { closeRunDirectory, openRunDirectory } from '../processes/run-directory.ts'
import { watchRunDirectory } from '../processes/run-watchdog.ts'
import type { ProvidedBackend } from '../provided-backends.ts'
import { skippedFor } from './skipped-tests.ts'

export default async function setUpBackends(project: TestProject): Promise<() => Promise<void>> {
  const environment = readTestEnvironment()
  const runDirectory = await openRunDirectory()
  watchRunDirectory(runDirectory)
  const { mongo, redis, nginx } = await findBackends(environment).catch(async (error: unknown) => {
    await closeRunDirectory(runDirectory)
    throw error
  })
  const ownRedis = await ownRedisSource(redis)
  const tearDown = async (): Promise<void> => {
    const closed = await Promise.allSettled([closeBackend(mongo), closeBackend(redis)])
    const killed = await closeRunDirectory(runDirectory)
    const modules = project.vitest.state.getTestModules()
    const skipped = {
      Redis: skippedFor('Redis', modules),
      nginx: skippedFor('nginx', modules),
    }
    const { requireServices } = environment
    const failures = closed.flatMap((result) =>
      result.status === 'rejected' ? [result.reason] : [],
    )
    if (failures.length > 0) console.error('A backend could not be stopped:', ...failures)
    console.log(
      formatReport({ mongo, redis, nginx, skipped, killed, requireServices, ...ownRedis }),
    )
    // Not thrown: vitest would print the error after the report.
    const missing = [mongo, redis, nginx].some(({ backend }) => backend === null)
    if ((requireServices && missing) || failures.length > 0) process.exitCode = 1
  }
  project.provide('cstoreMongo', provided(mongo))
  project.provide('cstoreRedis', provided(redis))
  project.provide('cstoreNginx', provided(nginx))
  return tearDown
}

interface Backends {
  readonly mongo: Resolution
  readonly redis: Resolution
  readonly nginx: Resolution
}

/** All or an error; a backend whose counterpart failed is closed again. */
async function findBackends(environment: TestEnvironment): Promise<Backends> {
  const [mongo, redis] = await Promise.allSettled([
    resolveBackend(mongoStrategies(environment)),
    resolveBackend(redisStrategies(environment)),
  ])
  if (mongo.status === 'fulfilled' && redis.status === 'fulfilled') {
    // Not beside Redis: two that install at once wait for each other's lock in vain.
    const nginx = await resolveBackend(nginxStrategies)
    return { mongo: mongo.value, redis: redis.value, nginx }
  }
  for (const result of [mongo, redis])
    if (result.status === 'fulfilled') await closeBackend(result.value)
  throw mongo.status === 'rejected' ? mongo.reason : redis.status === 'rejected' && redis.reason
}

async function closeBackend({ backend }: Resolution): Promise<void> {
  await backend?.close()
}

/** A server that was there before cannot be crashed: tests that do so need one of their own. */
async function ownRedisSource({ backend }: Resolution): Promise<{ ownRedis?: string }> {
  if (backend?.url === undefined || backend.image !== undefined) return {}
  const command = await findOnPath('redis-server')
  return { ownRedis: command === null ? 'MISSING' : `redis-server on PATH (${command})` }
}

function provided({ backend, passedOver }: Resolution): ProvidedBackend {
  if (backend === null)
    return {
      found: false,
      reason: passedOver.map(({ strategy, reason }) => `${strategy}: ${reason}`).join('; '),
    }
  const { name, version, url, image } = backend
  return {
    found: true,
    name,
    version,
    ...(url === undefined ? {} : { url }),
    ...(image === undefined ? {} : { image }),
  }
}
