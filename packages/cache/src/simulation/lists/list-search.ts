import * as fc from 'fast-check'
import type { Rule } from '../search.ts'
import { simulateLists, type ListClient, type ListStep } from './list-simulation.ts'

// Mostly one process, where readers may meet in a flight.
const process = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constant(1) },
)
const oneOrTwo = { minLength: 1, maxLength: 2 }
const reader = fc.array(fc.constantFrom('read' as const, 'slow-read' as const), oneOrTwo)
const writer = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant('write' as const) },
    { weight: 3, arbitrary: fc.constant('read' as const) },
    { weight: 1, arbitrary: fc.constant('write-and-die' as const) },
  ),
  { minLength: 1, maxLength: 3 },
)
const world = fc.array(
  fc.constantFrom('evict-generation' as const, 'evict-generation' as const, 'evict-page' as const, {
    passMs: 150,
  }),
  { minLength: 0, maxLength: 3 },
)
const client = (steps: fc.Arbitrary<ListStep[]>): fc.Arbitrary<ListClient> =>
  fc.record({ process, steps })

/** Up to three readers and two writers (which read what they wrote), and the world around them. */
const clients: fc.Arbitrary<ListClient[]> = fc
  .tuple(
    fc.array(client(reader), { minLength: 1, maxLength: 3 }),
    fc.array(client(writer), { minLength: 1, maxLength: 2 }),
    client(world).map((around) => [around]),
  )
  .map((groups) => groups.flat())

const NEVER_FALLS_MS = 1_000_000_000

/**
 * Looks for a plan and a schedule that break one of the rules. Answers the shortest found, as a
 * readable trace, or null. The same seed searches the same way.
 */
export async function searchLists(request: {
  runs: number
  rules: readonly Rule[]
  writerMs?: number | undefined
}): Promise<string | null> {
  const { runs, rules, writerMs = NEVER_FALLS_MS } = request
  const details = await fc.check(
    fc.asyncProperty(fc.scheduler(), clients, async (scheduler, plan) => {
      const found = await simulateLists(scheduler, { clients: plan, writerMs })
      const broken = found.filter(({ rule }) => rules.includes(rule))
      if (broken.length > 0) throw new Error(JSON.stringify(broken))
    }),
    { numRuns: runs, seed: 20_26 },
  )
  return details.failed ? (fc.defaultReportMessage(details) ?? 'failed') : null
}
