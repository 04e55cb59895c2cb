/** The servers that are compared. A contender is a program, or CStore with settings. */
import { COLLECTIONS } from '../data/collections.ts'
import type { Backends } from './backends.ts'
import { DATABASE } from './cstore.ts'

export type ContenderName =
  | 'fixed'
  | 'redis-pipelined'
  | 'redis-plain'
  | 'mongo'
  | 'mongo-w1'
  | 'by-hand'
  | 'async-cache-dedupe'
  | 'layered-loader'
  | 'layered-loader-near'
  | 'bentocache'
  | 'bentocache-near'
  | 'cacheable'
  | 'cacheable-near'
  | 'parse-server'
  | 'cstore'
  | 'cstore-logging'
  | 'cstore-unprobed'
  | 'cstore-strict'
  | 'cstore-pair'
  | 'cstore-other'

export type Definition =
  | {
      readonly kind: 'program'
      readonly title: string
      /** In `contenders/`. */
      readonly program: string
      readonly args: (backends: Backends) => readonly string[]
    }
  | {
      readonly kind: 'cstore'
      readonly title: string
      readonly settings: Readonly<Record<string, string>>
      /** Processes that share the load. */
      readonly processes: number
      /** Of another build. */
      readonly other: boolean
    }
  | { readonly kind: 'parse-server'; readonly title: string }

export const CATALOGUE: Readonly<Record<ContenderName, Definition>> = {
  fixed: {
    kind: 'program',
    title: 'Fastify, fixed buffer',
    program: 'fixed-buffer',
    args: () => Object.entries(COLLECTIONS).map(([name, { bytes }]) => `${name}=${bytes}`),
  },
  'redis-pipelined': redisGet('Fastify + ioredis, auto-pipelining', 'pipelined'),
  'redis-plain': redisGet('Fastify + ioredis', 'plain'),
  mongo: mongoOnly('Fastify + mongodb', 'majority'),
  'mongo-w1': mongoOnly('Fastify + mongodb', 'w1'),
  'by-hand': readThrough('Fastify + cache-aside by hand', 'by hand', 'redis'),
  'async-cache-dedupe': readThrough('Fastify + async-cache-dedupe', 'async-cache-dedupe', 'redis'),
  'layered-loader': readThrough('Fastify + layered-loader', 'layered-loader', 'redis'),
  'layered-loader-near': readThrough('Fastify + layered-loader', 'layered-loader', 'near'),
  bentocache: readThrough('Fastify + bentocache', 'bentocache', 'redis'),
  'bentocache-near': readThrough('Fastify + bentocache', 'bentocache', 'near'),
  cacheable: readThrough('Fastify + cacheable', 'cacheable', 'redis'),
  'cacheable-near': readThrough('Fastify + cacheable', 'cacheable', 'near'),
  'parse-server': { kind: 'parse-server', title: 'Parse Server 9.10' },
  cstore: cstore('CStore'),
  'cstore-logging': cstore('CStore, requests logged', { CSTORE_LOG_LEVEL: 'info' }),
  'cstore-unprobed': cstore('CStore, no read compared with the database', {
    CSTORE_PROBE_ONE_IN: '0',
  }),
  'cstore-strict': cstore('CStore, `strict`', { CSTORE_CACHE_POLICY: 'strict' }),
  'cstore-pair': { ...cstore('CStore, two processes'), processes: 2 },
  'cstore-other': { ...cstore('CStore, other build'), other: true },
}

function redisGet(title: string, mode: string): Definition {
  return { kind: 'program', title, program: 'redis-get', args: ({ redisUrl }) => [redisUrl, mode] }
}

function mongoOnly(title: string, durability: string): Definition {
  const args = ({ mongoUri }: Backends) => [mongoUri, DATABASE, durability]
  return { kind: 'program', title, program: 'mongo-only', args }
}

function readThrough(title: string, library: string, tiers: 'near' | 'redis'): Definition {
  const args = ({ redisUrl, mongoUri }: Backends) => [library, tiers, redisUrl, mongoUri, DATABASE]
  return { kind: 'program', title, program: 'read-through', args }
}

function cstore(
  title: string,
  settings: Readonly<Record<string, string>> = {},
): Extract<Definition, { kind: 'cstore' }> {
  const quiet = { CSTORE_LOG_LEVEL: 'warn' }
  return { kind: 'cstore', title, settings: { ...quiet, ...settings }, processes: 1, other: false }
}
