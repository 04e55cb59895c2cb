/**
 * The real engine, several processes of it, over one tier and one database that answer in
 * whatever order the scheduler likes. Each remote step takes effect at one moment between its
 * request and its reply, and the scheduler may put anything in between.
 *
 * A run is a plan (what each client does, one thing after another) and a schedule; both come
 * from fast-check, which shrinks them to the shortest trace that breaks a rule.
 */
import type { Scheduler } from 'fast-check'
import { readAsServed } from './read-as-served.ts'
import { tierKeys } from '../cache-key.ts'
import { singleProcess } from '../epoch/epochs.ts'
import { DocumentCache, type CacheLimits } from '../document-cache.ts'
import type { CacheEntry } from '../envelope.ts'
import { MemoryTier } from '../tiers/memory-tier.ts'
import type { Tier } from '../tiers/tier.ts'
import { remoteTier } from './remote-tier.ts'
import { violations, type Operation, type Violation } from './history.ts'
import { entryOf, Network } from './network.ts'

export type Step =
  | 'read'
  /** A read past the cache that fills it. */
  | 'refresh'
  | 'write'
  /** A write whose process dies the moment the database has committed. */
  | 'write-and-die'
  /** Time goes by. */
  | { readonly passMs: number }
  /** Value and lease are lost, as under memory pressure. */
  | 'evict'

export interface Client {
  readonly process: number
  readonly steps: readonly Step[]
}

const LIMITS: CacheLimits = {
  leaseMs: 100,
  leaseWaitMs: 3,
  writerWaitMs: 1,
  writerMs: 1_000_000,
  maxBypasses: 100,
}

const KEY = { collection: 'c', id: 'one' }
const LIFETIMES = { ttlMs: 10_000_000, staleMs: 0, negativeTtlMs: 10_000_000 }
const PROCESSES = 2

export async function simulate(
  scheduler: Scheduler,
  plan: { clients: readonly Client[]; limits?: Partial<CacheLimits> },
): Promise<{ history: Operation[]; violations: Violation[] }> {
  const world = new World(scheduler, { ...LIMITS, ...plan.limits })
  plan.clients.forEach((client, index) => world.start(client, `${index}`))
  await scheduler.waitIdle()
  return { history: world.history, violations: violations(world.history) }
}

interface Process {
  readonly cache: DocumentCache
  readonly die: () => void
}

class World {
  readonly history: Operation[] = []
  readonly #network: Network
  readonly #memory: MemoryTier
  readonly #processes: readonly Process[]
  #moment = 0
  #committed = 0
  #tokens = 0

  constructor(scheduler: Scheduler, limits: CacheLimits) {
    this.#network = new Network(scheduler)
    this.#memory = new MemoryTier({ maxBytes: 1_000_000, now: () => this.#network.nowMs })
    this.#processes = Array.from({ length: PROCESSES }, () => this.#process(this.#memory, limits))
  }

  start(client: Client, name: string): void {
    void this.#run(client, name)
  }

  async #run({ process, steps }: Client, name: string): Promise<void> {
    for (const [index, step] of steps.entries()) {
      const label = `client ${name} step ${index}`
      await this.#network.hop(`${label}: ${JSON.stringify(step)}`)
      await this.#step(step, process, label)
    }
  }

  async #step(step: Step, process: number, label: string): Promise<void> {
    if (typeof step === 'object') this.#network.pass(step.passMs)
    else if (step === 'evict') await this.#memory.endWrite([tierKeys('test:0', KEY)], 'nobody')
    else if (step === 'read' || step === 'refresh') {
      await this.#read(this.#at(process), { client: label, refresh: step === 'refresh' })
    } else await this.#write(this.#at(process), { client: label, dies: step === 'write-and-die' })
  }

  #process(tier: Tier, limits: CacheLimits): Process {
    let dead = false
    const remote = remoteTier(tier, (label, effect) =>
      this.#network.send(label, effect, () => dead),
    )
    const cache = new DocumentCache({
      // Fences of lists mean nothing to documents; without them the search gets further.
      tier: {
        ...remote,
        beginListWrite: () => Promise.resolve(),
        endListWrite: () => Promise.resolve(),
      },
      epochs: singleProcess,
      policy: 'strict',
      clock: this.#network.clock(),
      random: () => 0.5,
      token: () => `t${++this.#tokens}`,
      namespace: 'test',
      limits,
      emit: () => undefined,
    })
    return { cache, die: () => (dead = true) }
  }

  async #read(
    { cache }: Process,
    { client, refresh }: { client: string; refresh: boolean },
  ): Promise<void> {
    const operation: Operation = { kind: 'read', client, invoked: ++this.#moment }
    this.history.push(operation)
    const load = (): Promise<CacheEntry> =>
      this.#network.send(`${client} load`, () => Promise.resolve(entryOf(this.#committed)))
    const hitFirst = operation.invoked % 2 === 0
    const request = { policy: LIFETIMES, load, refresh, hitFirst }
    const found = await readAsServed(cache, KEY, request)
    operation.version = found.entry.version
    operation.returned = ++this.#moment
  }

  async #write(
    { cache, die }: Process,
    { client, dies }: { client: string; dies: boolean },
  ): Promise<void> {
    const operation: Operation = { kind: 'write', client, invoked: ++this.#moment }
    this.history.push(operation)
    await cache.write([KEY], () =>
      this.#network.send(`${client} commit`, () => {
        operation.version = ++this.#committed
        if (dies) die()
        return Promise.resolve()
      }),
    )
    operation.returned = ++this.#moment
  }

  #at(index: number): Process {
    const process = this.#processes[index % PROCESSES]
    if (!process) throw new Error('Expected a process')
    return process
  }
}
