import type { Scenario } from './scenario.ts'

const SINGLE_OR_BATCH = [
  { contender: 'cstore', note: 'single reads', reference: true },
  { contender: 'cstore', note: '`batch-get` of 50', ask: 'batch' },
] as const

/** What becomes of the cost when there is more of something. */
export const GROWTH: readonly Scenario[] = [
  {
    name: 'batch-200b',
    title: '50 documents of 200 B at once, and one by one',
    collection: 'bytes200',
    distribution: 'uniform',
    entries: SINGLE_OR_BATCH,
  },
  {
    name: 'batch-2kb',
    title: '50 documents of 2 KB at once, and one by one',
    collection: 'bytes2k',
    distribution: 'uniform',
    entries: SINGLE_OR_BATCH,
  },
  {
    name: 'batch-one-client',
    title: '50 documents of 200 B at once, and one by one, one client',
    collection: 'bytes200',
    distribution: 'uniform',
    connections: 1,
    entries: SINGLE_OR_BATCH,
  },
  {
    name: 'million-hit',
    title: 'A hit, in collections of 1,000 and 1,000,000 documents of 200 B',
    collection: 'few200',
    distribution: 'uniform',
    entries: [
      { contender: 'cstore', note: '1,000', reference: true },
      { contender: 'cstore', note: '1,000,000', collection: 'many200' },
    ],
  },
  {
    name: 'million-list',
    title: 'A list by the index of ids, not cached, of 1,000 and 1,000,000 documents of 200 B',
    collection: 'few200',
    distribution: 'uniform',
    ask: 'page',
    entries: [
      { contender: 'cstore', note: '1,000', reference: true },
      { contender: 'cstore', note: '1,000,000', collection: 'many200' },
      { contender: 'mongo', note: 'find, 1,000' },
      { contender: 'mongo', note: 'find, 1,000,000', collection: 'many200' },
    ],
  },
  {
    name: 'processes',
    title: 'Hit, 2 KB, Zipf, with one process and with two',
    collection: 'bytes2k',
    distribution: 'zipf',
    entries: [{ contender: 'cstore', reference: true }, { contender: 'cstore-pair' }],
  },
  {
    name: 'settings',
    title: 'Hit, 2 KB, Zipf: what settings cost',
    collection: 'bytes2k',
    distribution: 'zipf',
    entries: [
      { contender: 'cstore', reference: true },
      { contender: 'cstore-logging' },
      { contender: 'cstore-unprobed' },
    ],
  },
]
