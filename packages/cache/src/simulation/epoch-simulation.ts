/**
 * The real engine over a Redis that can be out of reach for some processes and can come back
 * with what it held earlier, and a record of epochs in the database. As in `simulation.ts` every
 * remote step takes effect at one moment between request and reply, in any order the scheduler
 * likes; here processes also lose their way to the cache, and the cache its memory.
 */
import type { Scheduler } from 'fast-check'
import type { TierKeys } from '../cache-key.ts'
import { readAsServed } from './read-as-served.ts'
import { DocumentCache, type CacheLimits } from '../document-cache.ts'
import type { CacheEntry } from '../envelope.ts'
import { sameState, type EpochState, type EpochStore } from '../epoch/epoch-state.ts'
import { SharedEpochs } from '../epoch/shared-epochs.ts'
import type { FencePolicy } from '../fenced-writes.ts'
import { MemoryTier } from '../tiers/memory-tier.ts'
import type { Tier } from '../tiers/tier.ts'
import { violations, type Operation, type Violation } from './history.ts'
import { entryOf, Network } from './network.ts'

export type EpochStep =
  | 'read'
  | 'write'
  /** A write that the database takes its time for. */
  | 'slow-write'
  /** This process looks at the record and moves it on if it is its turn. */
  | 'tick'
  /** This process no longer reaches the cache, or does so again. */
  | 'cut'
  | 'heal'
  /** The cache starts again with a value that it held earlier. */
  | 'restart'
  | { readonly passMs: number }

export interface EpochClient {
  readonly process: number
  readonly steps: readonly EpochStep[]
}

const LIMITS: CacheLimits = {
  leaseMs: 10_000,
  leaseWaitMs: 3,
  writerWaitMs: 1,
  writerMs: 1_000_000,
  maxBypasses: 100,
}
const KEY = { collection: 'c', id: 'one' }
const LIFETIMES = { ttlMs: 10_000_000, staleMs: 0, negativeTtlMs: 10_000_000 }
export const PROCESSES = 2
/** Steps of others, more or less, while a slow write waits. */
const DELAYS = 25

export async function simulateEpochs(
  scheduler: Scheduler,
  plan: { clients: readonly EpochClient[]; policy: FencePolicy },
): Promise<{ history: Operation[]; violations: Violation[] }> {
  const world = new World(scheduler, plan.policy)
  plan.clients.forEach((client, index) => world.start(client, `${index}`))
  await scheduler.waitIdle()
  return { history: world.history, violations: violations(world.history) }
}

interface Process {
  readonly cache: DocumentCache
  readonly epochs: SharedEpochs
  reachesCache: boolean
}

class World {
  readonly history: Operation[] = []
  readonly #network: Network
  readonly #processes: readonly Process[]
  #memory: MemoryTier
  #server = 1
  #held: { keys: TierKeys; value: Buffer } | null = null
  #record: EpochState | null = null
  #moment = 0
  #committed = 0
  #tokens = 0

  constructor(scheduler: Scheduler, policy: FencePolicy) {
    this.#network = new Network(scheduler)
    this.#memory = this.#emptyMemory()
    this.#processes = Array.from({ length: PROCESSES }, () => this.#process(policy))
  }

  start(client: EpochClient, name: string): void {
    void this.#run(client, name)
  }

  async #run({ process, steps }: EpochClient, name: string): Promise<void> {
    const at = this.#processes[process % PROCESSES]
    if (!at) throw new Error('Expected a process')
    for (const [index, step] of steps.entries()) {
      const client = `client ${name} step ${index}`
      await this.#network.hop(`${client} at ${process}: ${JSON.stringify(step)}`)
      await this.#step(step, at, client)
    }
  }

  async #step(step: EpochStep, at: Process, client: string): Promise<void> {
    if (typeof step === 'object') this.#network.pass(step.passMs)
    else if (step === 'read') await this.#read(at, client)
    else if (step === 'write') await this.#write(at, { client, delays: 0 })
    else if (step === 'slow-write') await this.#write(at, { client, delays: DELAYS })
    else if (step === 'tick') await at.epochs.tick()
    else if (step === 'restart') await this.#restart()
    else at.reachesCache = step === 'heal'
  }

  #emptyMemory(): MemoryTier {
    return new MemoryTier({ maxBytes: 1_000_000, now: () => this.#network.nowMs })
  }

  /** What was written to the file before the crash is there again, whatever was removed since. */
  async #restart(): Promise<void> {
    this.#server++
    this.#memory = this.#emptyMemory()
    if (!this.#held) return
    const { keys, value } = this.#held
    await this.#memory.acquire(keys, { token: 'restored', leaseMs: 1000, refresh: false })
    await this.#memory.fill(keys, { token: 'restored', value, ttlMs: 10_000_000 })
  }

  #process(policy: FencePolicy): Process {
    const identity = (): string | null => (process.reachesCache ? `server ${this.#server}` : null)
    const clock = this.#network.clock()
    const epochs = new SharedEpochs({
      store: this.#epochStore(),
      clock,
      identity,
      emit: () => undefined,
    })
    const cache = new DocumentCache({
      tier: this.#remoteTier(identity),
      epochs,
      policy,
      clock,
      random: () => 0.5,
      token: () => `t${++this.#tokens}`,
      namespace: 'test',
      limits: LIMITS,
      emit: () => undefined,
    })
    const process: Process = { cache, epochs, reachesCache: true }
    return process
  }

  #epochStore(): EpochStore {
    return {
      read: () => this.#network.send('read record', () => Promise.resolve(this.#record)),
      exchange: (from, to) =>
        this.#network.send(`exchange ${JSON.stringify(to)}`, () => {
          if (!sameState(from, this.#record)) return Promise.resolve(false)
          this.#record = to
          return Promise.resolve(true)
        }),
    }
  }

  /** A connection ends when its server does: what was sent to the old one never reaches the new. */
  #remoteTier(identity: () => string | null): Tier {
    const send = <T>(label: string, effect: () => Promise<T>): Promise<T> => {
      const server = this.#server
      return this.#network.send(label, () => {
        if (identity() === null || server !== this.#server)
          return Promise.reject(new Error('cut off'))
        return effect()
      })
    }
    return {
      name: 'memory',
      identity,
      onIdentity: () => undefined,
      get: (key) => send('get', () => this.#memory.get(key)),
      acquire: (keys, request) => send('acquire', () => this.#memory.acquire(keys, request)),
      fill: (keys, request) =>
        send('fill', async () => {
          const outcome = await this.#memory.fill(keys, request)
          if (outcome === 'stored') this.#held = { keys, value: request.value }
          return outcome
        }),
      release: (keys, token) => send('release', () => this.#memory.release(keys, token)),
      beginWrite: (all, fence) => send('beginWrite', () => this.#memory.beginWrite(all, fence)),
      endWrite: (all, token) => send('endWrite', () => this.#memory.endWrite(all, token)),
      getPage: noLists,
      beginPage: noLists,
      fillPage: noLists,
      // A write brackets the lists of its collection too; here nobody reads any.
      beginListWrite: () => Promise.resolve(),
      endListWrite: () => Promise.resolve(),
      keysUnder: (prefix) => this.#memory.keysUnder(prefix),
      healthy: () => true,
      ping: () => Promise.resolve(),
      close: () => Promise.resolve(),
    }
  }

  async #read({ cache }: Process, client: string): Promise<void> {
    const operation: Operation = { kind: 'read', client, invoked: ++this.#moment }
    this.history.push(operation)
    const load = (): Promise<CacheEntry> =>
      this.#network.send(`${client} load`, () => Promise.resolve(entryOf(this.#committed)))
    const hitFirst = operation.invoked % 4 === 0
    const found = await readAsServed(cache, KEY, { policy: LIFETIMES, load, hitFirst })
    // Marked as perhaps not the newest: the database did not confirm the epoch in time.
    if (found.outcome === 'stale') operation.failed = true
    operation.version = found.entry.version
    operation.returned = ++this.#moment
  }

  async #write(
    { cache }: Process,
    { client, delays }: { client: string; delays: number },
  ): Promise<void> {
    const operation: Operation = { kind: 'write', client, invoked: ++this.#moment }
    this.history.push(operation)
    const commit = async (): Promise<void> => {
      for (let left = delays; left > 0; left--) await this.#network.hop(`${client} waits`)
      await this.#network.send(`${client} commit`, () => {
        operation.version = ++this.#committed
        return Promise.resolve()
      })
    }
    try {
      await cache.write([KEY], commit)
      operation.returned = ++this.#moment
    } catch {
      // Refused, or done and not acknowledged: no reader need see it.
    }
  }
}

const noLists = (): Promise<never> => Promise.reject(new Error('Expected no lists here'))
