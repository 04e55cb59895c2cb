import type { TestModule } from 'vitest/node'
import { redisSkipNote } from '../redis-missing.ts'

/** Full names of the tests that were skipped for want of Redis. */
export function skippedForRedis(modules: readonly TestModule[]): string[] {
  return modules
    .flatMap((testModule) => Array.from(testModule.children.allTests('skipped')))
    .filter((test) => {
      const result = test.result()
      return result.state === 'skipped' && result.note?.startsWith(redisSkipNote) === true
    })
    .map((test) => `${test.module.relativeModuleId} > ${test.fullName}`)
}
