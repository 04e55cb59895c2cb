import * as fc from 'fast-check'
import type { FencePolicy } from '../fenced-writes.ts'
import { PROCESSES, simulateEpochs, type EpochClient, type EpochStep } from './epoch-simulation.ts'

/** Runs of steps that make things happen which single steps would seldom make happen in a row. */
const BLOCKS: readonly (readonly EpochStep[])[] = [
  ['read'],
  ['read', 'read'],
  ['write'],
  ['slow-write'],
  ['tick'],
  ['cut'],
  ['heal'],
  ['restart'],
  [{ passMs: 100 }],
  [{ passMs: 510 }],
  // The cache is closed because it started again, and then opened.
  ['restart', 'tick', { passMs: 1600 }, 'tick', 'read'],
  ['restart', 'tick', { passMs: 1600 }, 'tick', { passMs: 800 }, 'tick', 'read', 'read'],
  // It is closed by a writer that lost it, and opened when the writer has it again.
  ['cut', 'write', 'heal', { passMs: 3000 }, 'tick', { passMs: 800 }, 'tick', 'read', 'read'],
  [{ passMs: 1600 }, 'tick', 'read', 'read'],
  [{ passMs: 1600 }, 'tick', 'tick', 'read', 'read'],
  ['tick', 'write'],
]

const steps = fc
  .array(fc.constantFrom(...BLOCKS), { minLength: 1, maxLength: 4 })
  .map((blocks) => blocks.flat())

const clients: fc.Arbitrary<EpochClient[]> = fc.array(
  fc.record({ process: fc.nat(PROCESSES - 1), steps }),
  { minLength: 2, maxLength: 5 },
)

/** As `search`, for acknowledged writes: the shortest trace in which one is not seen, or null. */
export async function searchEpochs(request: {
  runs: number
  policy: FencePolicy
}): Promise<string | null> {
  const details = await fc.check(
    fc.asyncProperty(fc.scheduler(), clients, async (scheduler, plan) => {
      const found = await simulateEpochs(scheduler, { clients: plan, policy: request.policy })
      const broken = found.violations.filter(({ rule }) => rule !== 'inversion')
      if (broken.length > 0) throw new Error(JSON.stringify(broken))
    }),
    { numRuns: request.runs, seed: 20_26 },
  )
  return details.failed ? (fc.defaultReportMessage(details) ?? 'failed') : null
}
