import type { Ask } from '../asks.ts'
import type { CollectionName } from '../data/collections.ts'
import type { Distribution } from '../data/sampling.ts'
import type { ContenderName } from '../servers/catalogue.ts'

/** One row of a table: a contender and what it is asked for. */
export interface Entry {
  readonly contender: ContenderName
  /** Beside the contender's own title. */
  readonly note?: string
  /** Absent: as the scenario. */
  readonly ask?: Ask
  /** Absent: that of the scenario. */
  readonly collection?: CollectionName
  /** What the others are compared with. */
  readonly reference?: true
}

export interface Scenario {
  readonly name: string
  readonly title: string
  readonly collection: CollectionName
  readonly distribution: Distribution
  /** Absent: a document. */
  readonly ask?: Ask
  /** The client sends an API key. */
  readonly withKey?: true
  /** Absent: as many as for all. */
  readonly connections?: number
  readonly entries: readonly Entry[]
}

/** With another build of CStore beside every one of this. */
export function withOtherBuild(scenario: Scenario): Scenario {
  const entries = scenario.entries.flatMap((entry): Entry[] => {
    const { reference: _, ...rest } = entry
    return entry.contender === 'cstore' ? [entry, { ...rest, contender: 'cstore-other' }] : [entry]
  })
  return { ...scenario, entries }
}
