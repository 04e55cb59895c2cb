/** The servers that are compared, each a process of its own, started when first asked for. */
import { join } from 'node:path'
import { startServerProcess } from '@cstore/testing/standalone'
import type { Closers } from '../closers.ts'
import { COLLECTIONS } from '../data/collections.ts'
import type { Backends } from './backends.ts'
import { DATABASE, startCstore } from './cstore.ts'

export type ContenderName =
  | 'fixed'
  | 'redis-pipelined'
  | 'redis-plain'
  | 'find-one'
  | 'cstore'
  | 'cstore-logging'
  | 'cstore-other'

export interface Contender {
  readonly title: string
  readonly origin: string
  readonly pid: number
}

export interface ContenderOptions {
  readonly backends: Backends
  readonly bundle: string
  /** Another build of CStore. */
  readonly otherBundle?: string | undefined
  /** Folder for profiles of CStore; absent: not profiled. */
  readonly profile?: string | undefined
  readonly closers: Closers
}

const READY = /(http:\/\/(?:localhost|127\.0\.0\.1):\d+)/
const QUIET = { CSTORE_LOG_LEVEL: 'warn' }
const LOGGING = { CSTORE_LOG_LEVEL: 'info' }

export class Contenders {
  readonly #options: ContenderOptions
  readonly #started = new Map<ContenderName, Promise<Contender>>()

  constructor(options: ContenderOptions) {
    this.#options = options
  }

  get(name: ContenderName): Promise<Contender> {
    const started = this.#started.get(name) ?? this.#start(name)
    this.#started.set(name, started)
    return started
  }

  #start(name: ContenderName): Promise<Contender> {
    const { backends, bundle, otherBundle = bundle } = this.#options
    const { mongoUri, redisUrl } = backends
    const starts: Readonly<Record<ContenderName, () => Promise<Contender>>> = {
      fixed: () => this.#startBare('Fastify, fixed buffer', 'fixed-buffer', sizes()),
      'redis-pipelined': () =>
        this.#startBare('Fastify + ioredis, auto-pipelining', 'redis-get', [redisUrl, 'pipelined']),
      'redis-plain': () => this.#startBare('Fastify + ioredis', 'redis-get', [redisUrl, 'plain']),
      'find-one': () =>
        this.#startBare('Fastify + mongodb findOne', 'find-one', [mongoUri, DATABASE]),
      cstore: () => this.#startCstore('CStore', bundle, QUIET),
      'cstore-logging': () => this.#startCstore('CStore, requests logged', bundle, LOGGING),
      'cstore-other': () => this.#startCstore('CStore, other build', otherBundle, QUIET),
    }
    return starts[name]()
  }

  async #startBare(title: string, program: string, args: readonly string[]): Promise<Contender> {
    const file = join(import.meta.dirname, '..', 'contenders', `${program}.ts`)
    const server = await startServerProcess({
      command: process.execPath,
      args: [file, ...args],
      ready: READY,
      env: {},
    })
    this.#options.closers.add(() => server.end())
    return { title, origin: server.said, pid: server.pid }
  }

  async #startCstore(
    title: string,
    bundle: string,
    settings: Readonly<Record<string, string>>,
  ): Promise<Contender> {
    const { backends, profile, closers } = this.#options
    const server = await startCstore({ bundle, backends, settings, profile })
    closers.add(() => server.end())
    return { title, origin: server.origin, pid: server.pid }
  }
}

function sizes(): string[] {
  return Object.entries(COLLECTIONS).map(([name, { bytes }]) => `${name}=${bytes}`)
}
