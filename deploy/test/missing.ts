import { TestRunner } from 'vitest'
import { kustomizeProblem } from '../src/deploy-copy.ts'

let asked: Promise<string | null> | undefined

/** To be called before each test that builds. */
export async function needKustomize(): Promise<void> {
  asked ??= kustomizeProblem()
  const problem = await asked
  if (problem !== null) missing(`kustomize 5: ${problem}`)
}

/** Skips the running test; with CSTORE_REQUIRE_SERVICES=1 nothing may be skipped, and it fails. */
export function missing(what: string): never {
  const test = TestRunner.getCurrentTest()
  if (test !== undefined && process.env['CSTORE_REQUIRE_SERVICES'] !== '1')
    test.context.skip(`needs ${what}`)
  throw new Error(`This needs ${what}`)
}
