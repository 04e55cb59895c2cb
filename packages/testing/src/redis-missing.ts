import { TestRunner } from 'vitest'
import { readTestEnvironment } from './environment.ts'
import { redisInstallCommand } from './redis-install-command.ts'
import { BackendMissingError } from './testing-errors.ts'

/** Begins the note of every test skipped for want of Redis; the report at the end looks for it. */
export const redisSkipNote = 'needs Redis'

/**
 * Skips the running test with a note that the report repeats. Outside a test (a `beforeAll`, a
 * script) there is nothing to skip, and with CSTORE_REQUIRE_SERVICES=1 nothing may be skipped:
 * there it throws.
 */
export function redisMissing(reason: string): never {
  const test = TestRunner.getCurrentTest()
  const mayNotSkip = readTestEnvironment().requireServices
  if (test !== undefined && !mayNotSkip) test.context.skip(`${redisSkipNote}: ${reason}`)
  throw new BackendMissingError(
    `This needs Redis, but ${reason}. To have it, run: ${redisInstallCommand()}`,
  )
}
