import type { TestModule } from 'vitest/node'
import type { Service } from '../install-command.ts'
import { skipNote } from '../service-missing.ts'

/** Full names of the tests that were skipped for want of a service. */
export function skippedFor(service: Service, modules: readonly TestModule[]): string[] {
  return modules
    .flatMap((testModule) => Array.from(testModule.children.allTests('skipped')))
    .filter((test) => {
      const result = test.result()
      return result.state === 'skipped' && result.note?.startsWith(skipNote(service)) === true
    })
    .map((test) => `${test.module.relativeModuleId} > ${test.fullName}`)
}
