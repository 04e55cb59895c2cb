import { GROWTH } from './growth.ts'
import { HITS } from './hits.ts'
import { LOADS_AND_WRITES } from './loads-and-writes.ts'
import type { Scenario } from './scenario.ts'

/** All that are measured under load, in their order. */
export const SCENARIOS: readonly Scenario[] = [...HITS, ...LOADS_AND_WRITES, ...GROWTH]
