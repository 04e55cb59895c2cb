import type { Scenario } from './scenario.ts'

export const LOADS_AND_WRITES: readonly Scenario[] = [
  {
    name: 'miss',
    title: 'Miss, 2 KB, uniform',
    collection: 'cold2k',
    distribution: 'uniform',
    entries: [{ contender: 'mongo', note: 'findOne', reference: true }, { contender: 'cstore' }],
  },
  {
    name: 'write',
    title: 'Write, 2 KB, uniform',
    collection: 'written2k',
    distribution: 'uniform',
    ask: 'write',
    entries: [
      { contender: 'mongo', note: 'updateOne, `w: majority, j: true`', reference: true },
      { contender: 'mongo-w1', note: 'updateOne, `w: 1`' },
      { contender: 'cstore' },
      { contender: 'cstore-strict' },
      { contender: 'by-hand', note: 'updateOne and DEL' },
    ],
  },
  {
    name: 'mixed',
    title: '95 % reads, 5 % writes, 2 KB, Zipf',
    collection: 'mixed2k',
    distribution: 'zipf',
    ask: 'mixed',
    entries: [
      { contender: 'mongo', note: 'no cache', reference: true },
      { contender: 'cstore' },
      { contender: 'by-hand' },
      { contender: 'async-cache-dedupe' },
      { contender: 'layered-loader' },
      { contender: 'bentocache' },
      { contender: 'cacheable' },
    ],
  },
]
