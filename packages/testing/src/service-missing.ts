import { TestRunner } from 'vitest'
import { readTestEnvironment } from './environment.ts'
import { installCommand, type Service } from './install-command.ts'
import { BackendMissingError } from './testing-errors.ts'

/** Begins the note of every test skipped for want of a service; the report at the end looks for it. */
export function skipNote(service: Service): string {
  return `needs ${service}`
}

/**
 * Skips the running test with a note that the report repeats. Outside a test (a `beforeAll`, a
 * script) there is nothing to skip, and with CSTORE_REQUIRE_SERVICES=1 nothing may be skipped:
 * there it throws.
 */
export function serviceMissing(service: Service, reason: string): never {
  const test = TestRunner.getCurrentTest()
  const mayNotSkip = readTestEnvironment().requireServices
  if (test !== undefined && !mayNotSkip) test.context.skip(`${skipNote(service)}: ${reason}`)
  throw new BackendMissingError(
    `This needs ${service}, but ${reason}. To have it, run: ${installCommand(service)}`,
  )
}
