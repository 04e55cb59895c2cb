/**
 * Lists by generation: several processes with the real engine over one tier and one database
 * that answer in whatever order the scheduler likes, as in `simulation.ts`. A page shows how many
 * writes to the collection the database has seen, so the rules of one register apply to it.
 */
import type { Scheduler } from 'fast-check'
import { listKeys } from '../../cache-key.ts'
import { singleProcess } from '../../epoch/epochs.ts'
import { FencedWrites } from '../../fenced-writes.ts'
import { ListCache } from '../../lists/list-cache.ts'
import { MemoryTier } from '../../tiers/memory-tier.ts'
import type { Tier } from '../../tiers/tier.ts'
import { Network } from '../network.ts'
import { remoteTier } from '../remote-tier.ts'
import { violations, type Operation, type Violation } from '../history.ts'

export type ListStep =
  | 'read'
  /** A read whose load takes longer than much of what the others do. */
  | 'slow-read'
  | 'write'
  /** A write whose process dies the moment the database has committed. */
  | 'write-and-die'
  /** Lost, as under memory pressure. */
  | 'evict-generation'
  | 'evict-page'
  /** Time goes by. */
  | { readonly passMs: number }

export interface ListClient {
  readonly process: number
  readonly steps: readonly ListStep[]
}

export interface ListPlan {
  readonly clients: readonly ListClient[]
  /** After this the fence of a writer falls, milliseconds. */
  readonly writerMs: number
}

const COLLECTION = 'c'
const PAGE = 'first'
const NAMESPACE = 'test'
const KEYS = listKeys(`${NAMESPACE}:0`, COLLECTION, PAGE)
const TTL_MS = 1_000_000
const PROCESSES = 2
/** Turns that everybody else may have before a slow load ends. */
const SLOW_HOPS = 12

export async function simulateLists(
  scheduler: Scheduler,
  plan: ListPlan,
): Promise<readonly Violation[]> {
  const world = new World(scheduler, plan.writerMs)
  plan.clients.forEach((client, index) => world.start(client, `${index}`))
  await scheduler.waitIdle()
  return violations(world.history)
}

interface Process {
  readonly lists: ListCache
  readonly writes: FencedWrites
  readonly dead: () => boolean
  readonly die: () => void
}

class World {
  readonly history: Operation[] = []
  readonly #network: Network
  readonly #writerMs: number
  readonly #memory: MemoryTier
  readonly #processes: readonly Process[]
  #moment = 0
  #committed = 0
  #tokens = 0

  constructor(scheduler: Scheduler, writerMs: number) {
    this.#network = new Network(scheduler)
    this.#writerMs = writerMs
    this.#memory = new MemoryTier({ maxBytes: 1_000_000, now: () => this.#network.nowMs })
    this.#processes = Array.from({ length: PROCESSES }, () => this.#process())
  }

  start(client: ListClient, name: string): void {
    void this.#run(client, name)
  }

  async #run({ process, steps }: ListClient, name: string): Promise<void> {
    for (const [index, step] of steps.entries()) {
      const label = `client ${name} step ${index}`
      await this.#network.hop(`${label}: ${JSON.stringify(step)}`)
      await this.#step(step, process, label)
    }
  }

  async #step(step: ListStep, process: number, label: string): Promise<void> {
    if (typeof step === 'object') this.#network.pass(step.passMs)
    else if (step === 'evict-page') await this.#lose(KEYS.page)
    else if (step === 'evict-generation') await this.#lose(KEYS.generation)
    else if (step === 'read' || step === 'slow-read') {
      await this.#read(this.#at(process), { client: label, slow: step === 'slow-read' })
    } else await this.#write(this.#at(process), { client: label, dies: step === 'write-and-die' })
  }

  /** A purge of a document whose value has this key: it removes just that. */
  #lose(value: string): Promise<void> {
    return this.#memory.endWrite([{ value, lease: '', writers: '' }], 'nobody')
  }

  #process(): Process {
    let over = false
    const dead = (): boolean => over
    const tier: Tier = {
      ...remoteTier(this.#memory, (label, effect) => this.#network.send(label, effect, dead)),
      // Fences of documents mean nothing to lists; without them the search gets further.
      beginWrite: () => Promise.resolve(),
      endWrite: () => Promise.resolve(),
    }
    const engine = {
      tier,
      epochs: singleProcess,
      // Waiting takes no time here: what matters to lists are the steps in between.
      clock: { ...this.#network.clock(), sleep: (ms: number) => this.#network.hop(`slept ${ms}`) },
      random: () => 0.5,
      token: () => `t${++this.#tokens}`,
      namespace: NAMESPACE,
      emit: () => undefined,
    }
    const writerMs = this.#writerMs
    return {
      lists: new ListCache(engine),
      writes: new FencedWrites({ ...engine, policy: 'strict', writerMs }),
      dead,
      die: () => (over = true),
    }
  }

  async #read(
    { lists, dead }: Process,
    { client, slow }: { client: string; slow: boolean },
  ): Promise<void> {
    const operation: Operation = { kind: 'read', client, invoked: ++this.#moment }
    this.history.push(operation)
    const load = (): Promise<Buffer> =>
      this.#network.send(`${client} load`, () => this.#load({ client, slow }), dead)
    const { body } = await lists.read(
      { collection: COLLECTION, page: PAGE },
      { ttlMs: TTL_MS, load },
    )
    operation.version = Number(body.toString())
    operation.returned = ++this.#moment
  }

  async #load({ client, slow }: { client: string; slow: boolean }): Promise<Buffer> {
    const body = Buffer.from(String(this.#committed))
    const hops = slow ? SLOW_HOPS : 0
    for (let hop = 0; hop < hops; hop++) await this.#network.hop(`${client} load …`)
    return body
  }

  async #write(
    { writes, dead, die }: Process,
    { client, dies }: { client: string; dies: boolean },
  ): Promise<void> {
    const operation: Operation = { kind: 'write', client, invoked: ++this.#moment }
    this.history.push(operation)
    const commit = (): Promise<void> => {
      operation.version = ++this.#committed
      if (dies) die()
      return Promise.resolve()
    }
    await writes.write([{ collection: COLLECTION, id: 'one' }], () =>
      this.#network.send(`${client} commit`, commit, dead),
    )
    operation.returned = ++this.#moment
  }

  #at(index: number): Process {
    const process = this.#processes[index % PROCESSES]
    if (!process) throw new Error('Expected a process')
    return process
  }
}
