import type { CollectionName } from './data/collections.ts'
import type { Distribution } from './data/sampling.ts'
import type { ContenderName } from './servers/contenders.ts'

/** One row of a table: a contender and what it is asked for. */
export interface Entry {
  readonly contender: ContenderName
  /** Beside the contender's own title. */
  readonly note?: string
  /** The client has the document already and says so. */
  readonly conditional?: true
  /** What the others are compared with. */
  readonly reference?: true
}

export interface Scenario {
  readonly name: string
  readonly title: string
  readonly collection: CollectionName
  readonly distribution: Distribution
  /** The client sends an API key. */
  readonly withKey?: true
  readonly entries: readonly Entry[]
}

const LIMITS: readonly Entry[] = [
  { contender: 'fixed' },
  { contender: 'redis-pipelined', reference: true },
  { contender: 'redis-plain' },
]
const HIT: readonly Entry[] = [...LIMITS, { contender: 'cstore' }]

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'hit-200b',
    title: 'Hit, 200 B, Zipf',
    collection: 'bytes200',
    distribution: 'zipf',
    entries: HIT,
  },
  {
    name: 'hit-2kb',
    title: 'Hit, 2 KB, Zipf',
    collection: 'bytes2k',
    distribution: 'zipf',
    entries: [...HIT, { contender: 'cstore-logging' }],
  },
  {
    name: 'hit-2kb-uniform',
    title: 'Hit, 2 KB, uniform',
    collection: 'bytes2k',
    distribution: 'uniform',
    entries: HIT,
  },
  {
    name: 'hit-50kb',
    title: 'Hit, 50 KB, Zipf',
    collection: 'bytes50k',
    distribution: 'zipf',
    entries: HIT,
  },
  {
    name: 'hit-2kb-key',
    title: 'Hit, 2 KB, Zipf, with an API key',
    collection: 'private2k',
    distribution: 'zipf',
    withKey: true,
    entries: HIT,
  },
  {
    name: 'not-modified',
    title: '304, 2 KB, Zipf',
    collection: 'bytes2k',
    distribution: 'zipf',
    entries: [
      { contender: 'redis-pipelined', note: 'a hit' },
      { contender: 'cstore', note: 'a hit', reference: true },
      { contender: 'cstore', note: '304', conditional: true },
    ],
  },
  {
    name: 'miss',
    title: 'Miss, 2 KB, uniform',
    collection: 'cold2k',
    distribution: 'uniform',
    entries: [{ contender: 'find-one', reference: true }, { contender: 'cstore' }],
  },
]

/** With another build of CStore beside every one of this. */
export function withOtherBuild(scenario: Scenario): Scenario {
  const entries = scenario.entries.flatMap((entry): Entry[] => {
    const { contender, note, conditional } = entry
    if (contender !== 'cstore') return [entry]
    const other = { contender: 'cstore-other' as const }
    return [entry, { ...other, ...(note ? { note } : {}), ...(conditional ? { conditional } : {}) }]
  })
  return { ...scenario, entries }
}
