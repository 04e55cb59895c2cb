/**
 * vitest's global set-up of the `integration` project: finds the backends once per run, hands
 * them to the workers, and at the end stops what it started and prints the report. The report is
 * printed here and not by a reporter, so that no choice of reporters can lose it and nothing
 * comes after it.
 */
import type { TestProject } from 'vitest/node'
import { type Resolution, resolveBackend } from '../backends/backend.ts'
import { mongoStrategies } from '../backends/mongo-strategies.ts'
import { redisStrategies } from '../backends/redis-strategies.ts'
import { formatReport } from '../backends/report.ts'
import { readTestEnvironment } from '../environment.ts'
import { closeRunDirectory, openRunDirectory } from '../processes/run-directory.ts'
import type { ProvidedBackend } from '../provided-backends.ts'
import { redisSkipNote } from '../redis-missing.ts'
import { BackendMissingError } from '../testing-errors.ts'

export default async function setUpBackends(project: TestProject): Promise<() => Promise<void>> {
  const environment = readTestEnvironment()
  const runDirectory = await openRunDirectory()
  const [mongo, redis] = await Promise.all([
    resolveBackend(mongoStrategies(environment)),
    resolveBackend(redisStrategies(environment)),
  ])
  const tearDown = async (): Promise<void> => {
    await Promise.all([mongo.backend?.close(), redis.backend?.close()])
    const left = await closeRunDirectory(runDirectory)
    console.log(formatReport({ mongo, redis, skipped: skippedForRedis(project) }))
    if (left > 0) console.log(`  Killed ${left} server processes that tests left running.\n`)
  }
  if (environment.requireServices && (mongo.backend === null || redis.backend === null)) {
    await tearDown()
    throw new BackendMissingError('CSTORE_REQUIRE_SERVICES=1, but a service is missing')
  }
  project.provide('cstoreMongo', provided(mongo))
  project.provide('cstoreRedis', provided(redis))
  return tearDown
}

function provided({ backend, passedOver }: Resolution): ProvidedBackend {
  if (backend === null)
    return {
      found: false,
      reason: passedOver.map(({ strategy, reason }) => `${strategy}: ${reason}`).join('; '),
    }
  const { name, version, url } = backend
  return { found: true, name, version, ...(url === undefined ? {} : { url }) }
}

function skippedForRedis(project: TestProject): string[] {
  return project.vitest.state
    .getTestModules()
    .flatMap((testModule) => Array.from(testModule.children.allTests('skipped')))
    .filter((test) => {
      const result = test.result()
      return result.state === 'skipped' && result.note?.startsWith(redisSkipNote) === true
    })
    .map((test) => `${test.module.relativeModuleId} > ${test.fullName}`)
}
