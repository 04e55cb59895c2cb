import * as fc from 'fast-check'
import type { CacheLimits } from '../document-cache.ts'
import type { Violation } from './history.ts'
import { simulate, type Client, type Step } from './simulation.ts'

const process = fc.nat(1)
const oneToThree = { minLength: 1, maxLength: 3 }
const reader = fc.array(
  fc.constantFrom('read' as const, 'read' as const, 'refresh' as const),
  oneToThree,
)
const writer = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant('write' as const) },
    { weight: 1, arbitrary: fc.constant('write-and-die' as const) },
  ),
  { minLength: 1, maxLength: 2 },
)
const world = fc.array(fc.constantFrom('evict' as const, { passMs: 50 }, { passMs: 150 }), {
  minLength: 0,
  maxLength: 3,
})
const client = (steps: fc.Arbitrary<Step[]>): fc.Arbitrary<Client> => fc.record({ process, steps })

/** Up to four readers and two writers, and the world around them. */
const clients: fc.Arbitrary<Client[]> = fc
  .tuple(
    fc.array(client(reader), { minLength: 1, maxLength: 4 }),
    fc.array(client(writer), { minLength: 1, maxLength: 2 }),
    client(world).map((around) => [around]),
  )
  .map((groups) => groups.flat())

export type Rule = Violation['rule']

export const ALL_RULES: readonly Rule[] = ['stale', 'from-the-future', 'inversion']

/**
 * Looks for a plan and a schedule that break one of the rules. Answers the shortest found, as a
 * readable trace, or null. The same seed searches the same way.
 */
export async function search(request: {
  runs: number
  rules: readonly Rule[]
  limits?: Partial<CacheLimits>
}): Promise<string | null> {
  const details = await fc.check(
    fc.asyncProperty(fc.scheduler(), clients, async (scheduler, plan) => {
      const found = await simulate(scheduler, { clients: plan, limits: request.limits ?? {} })
      const broken = found.violations.filter(({ rule }) => request.rules.includes(rule))
      if (broken.length > 0) throw new Error(JSON.stringify(broken))
    }),
    { numRuns: request.runs, seed: 20_26 },
  )
  return details.failed ? (fc.defaultReportMessage(details) ?? 'failed') : null
}
