import type { Entry, Scenario } from './scenario.ts'

const LIMITS: readonly Entry[] = [
  { contender: 'fixed' },
  { contender: 'redis-pipelined', reference: true },
  { contender: 'redis-plain' },
]
const HIT: readonly Entry[] = [...LIMITS, { contender: 'cstore' }]
const OVER_REDIS: readonly Entry[] = [
  { contender: 'by-hand' },
  { contender: 'async-cache-dedupe' },
  { contender: 'layered-loader' },
  { contender: 'bentocache' },
  { contender: 'cacheable' },
]
const WITH_MEMORY: readonly Entry[] = [
  { contender: 'layered-loader-near' },
  { contender: 'bentocache-near' },
  { contender: 'cacheable-near' },
]

export const HITS: readonly Scenario[] = [
  {
    name: 'hit-2kb',
    title: 'Hit, 2 KB, Zipf',
    collection: 'bytes2k',
    distribution: 'zipf',
    entries: [...HIT, ...OVER_REDIS, { contender: 'parse-server' }],
  },
  {
    name: 'hit-200b',
    title: 'Hit, 200 B, Zipf',
    collection: 'bytes200',
    distribution: 'zipf',
    entries: HIT,
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
    entries: [{ contender: 'redis-pipelined', reference: true }, { contender: 'cstore' }],
  },
  {
    name: 'near',
    title: 'Hit in the memory of the process, 2 KB, Zipf',
    collection: 'near2k',
    distribution: 'zipf',
    entries: [{ contender: 'fixed', reference: true }, { contender: 'cstore' }, ...WITH_MEMORY],
  },
  {
    name: 'not-modified',
    title: '304, 2 KB, Zipf',
    collection: 'bytes2k',
    distribution: 'zipf',
    entries: [
      { contender: 'cstore', note: 'a hit', reference: true },
      { contender: 'cstore', note: '304', ask: 'not-modified' },
    ],
  },
  {
    name: 'negative',
    title: 'A document that is not there, known to the cache',
    collection: 'bytes200',
    distribution: 'zipf',
    ask: 'absent',
    entries: [
      { contender: 'redis-pipelined', note: 'an empty key', reference: true },
      { contender: 'mongo', note: 'findOne' },
      { contender: 'cstore' },
    ],
  },
  {
    name: 'list',
    title: 'List of ten documents of 200 B, a hit',
    collection: 'listed200',
    distribution: 'zipf',
    ask: 'page',
    entries: [
      {
        contender: 'redis-pipelined',
        note: 'the same bytes by a key',
        ask: 'page-by-id',
        reference: true,
      },
      { contender: 'mongo', note: 'find, by the index of ids' },
      { contender: 'cstore' },
    ],
  },
]
