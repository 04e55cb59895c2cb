import type { Random } from '../random.ts'
import type { Fault } from './fault.ts'

export interface PlannedFault {
  readonly fault: Fault
  /** From the start of the load, milliseconds. */
  readonly atMs: number
  /** Index of the process that it befalls, if it befalls one. */
  readonly process: number
  /** Of its own, so that what one fault draws does not depend on how the others went. */
  readonly seed: number
  /** The first of its name: it is injected even if the time is over by then. */
  readonly required: boolean
}

/** The load runs undisturbed at first, so that there is something in the cache to get wrong. */
const calmMs = 500

/** Every fault once, in a random order, then more at random while there is time. */
export function planFaults(
  faults: readonly Fault[],
  {
    seconds,
    everySeconds,
    processes,
    random,
  }: { seconds: number; everySeconds: number; processes: number; random: Random },
): PlannedFault[] {
  if (faults.length === 0) return []
  const windowMs = Math.max(0, seconds * 1000 - 2 * calmMs)
  const count = Math.max(faults.length, Math.floor(windowMs / (1000 * everySeconds)))
  const order = random.shuffled(faults)
  return Array.from({ length: count }, (_, index) => ({
    fault: order[index] ?? random.pick(faults),
    // Evenly over the run, each somewhere in its share of it.
    atMs: calmMs + ((index + random.next()) / count) * windowMs * 0.9,
    process: random.below(processes),
    seed: random.below(2 ** 32),
    required: index < order.length,
  }))
}
