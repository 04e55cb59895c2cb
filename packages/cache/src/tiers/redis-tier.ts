import type { ListKeys, TierKeys } from '../cache-key.ts'
import {
  beginListWriteScript,
  beginPageScript,
  endListWriteScript,
  fillPageScript,
} from './redis/list-scripts.ts'
import type { CheckedNode } from './redis/checked-node.ts'
import { GatheredGets } from './redis/gathered-gets.ts'
import { SingleLink, type RedisLink, type RedisLinks } from './redis/redis-link.ts'
import { runScript, type ScriptCall } from './redis/run-script.ts'
import {
  ACQUIRED,
  acquireScript,
  beginWriteScript,
  endWriteScript,
  fillScript,
  releaseScript,
  type RedisScript,
} from './redis/scripts.ts'
import {
  GENERATION_MS,
  type Acquired,
  type AcquireRequest,
  type CachedPage,
  type FillPageRequest,
  type FillRequest,
  type PageBegun,
  type Tier,
  type WriteFence,
} from './tier.ts'
import { TierUnavailableError } from './tier-errors.ts'

/** Keys that a server looks at in one go: a millisecond's work. */
const SCAN_COUNT = 1000
/** Documents that a server fences in one go: half a millisecond's work. */
const FENCED_AT_ONCE = 100

/**
 * The shared tier. Two links: reads (gathered), leases and fills travel on one; the fences of
 * writes have their own, so that no large value or waiting batch delays an invalidation.
 * Neither queues while offline nor sends anything twice: a step that cannot be done now fails
 * now, and the engine decides what that means.
 *
 * Invariant: a step is sent only while both links are known to lead to the same data. Fences
 * in one server would keep nobody from filling another.
 */
export class RedisTier implements Tier {
  readonly name = 'redis'
  readonly #links: RedisLinks
  readonly #data: RedisLink
  readonly #fences: RedisLink
  readonly #gets: GatheredGets | null
  readonly #listeners: ((identity: string | null) => void)[] = []
  #told: string | null

  constructor(links: RedisLinks) {
    this.#links = links
    this.#data = links.data
    this.#fences = links.fences
    // Keys of a cluster are in different places: nothing to gather.
    this.#gets = links.data instanceof SingleLink ? this.#gathered(links.data) : null
    this.#told = this.identity()
    for (const link of [links.data, links.fences]) link.onChange(() => this.#changed())
  }

  identity(): string | null {
    const identity = this.#data.identity()
    return identity === this.#fences.identity() ? identity : null
  }

  onIdentity(listener: (identity: string | null) => void): void {
    this.#listeners.push(listener)
  }

  get(valueKey: string): Promise<Buffer | null> {
    if (this.#gets) return this.#gets.get(valueKey)
    return this.#send(this.#data, valueKey, (node) => node.client.getBuffer(valueKey))
  }

  async acquire(keys: TierKeys, { token, leaseMs, refresh }: AcquireRequest): Promise<Acquired> {
    const reply = await this.#run(this.#data, acquireScript, {
      keys: [keys.value, keys.lease, keys.writers],
      args: [token, leaseMs, refresh ? 1 : 0],
    })
    const [code, value] = Array.isArray(reply) ? (reply as unknown[]) : []
    if (code === ACQUIRED.hit && Buffer.isBuffer(value)) return { outcome: 'hit', value }
    if (code === ACQUIRED.fill) return { outcome: 'fill' }
    if (code === ACQUIRED.wait) return { outcome: 'wait' }
    if (code === ACQUIRED.writing) return { outcome: 'writing' }
    throw new Error('Expected Redis to answer the acquire script with a known code')
  }

  async fill(keys: TierKeys, request: FillRequest): Promise<'stored' | 'rejected'> {
    const reply = await this.#run(this.#data, fillScript, {
      keys: [keys.value, keys.lease],
      args: [request.token, request.value, request.ttlMs],
    })
    return reply === 1 ? 'stored' : 'rejected'
  }

  async release(keys: TierKeys, token: string): Promise<void> {
    await this.#run(this.#data, releaseScript, { keys: [keys.lease], args: [token] })
  }

  async beginWrite(documents: readonly TierKeys[], { token, expiryMs }: WriteFence): Promise<void> {
    await this.#runForAll(beginWriteScript, { documents, args: [token, expiryMs] })
  }

  async endWrite(documents: readonly TierKeys[], token: string): Promise<void> {
    await this.#runForAll(endWriteScript, { documents, args: [token] })
  }

  async getPage(keys: ListKeys): Promise<CachedPage> {
    const [generation, page] = await this.#send(this.#data, keys.page, (node) =>
      node.client.mgetBuffer(keys.generation, keys.page),
    )
    return { generation: generation?.toString('latin1') ?? null, page: page ?? null }
  }

  async beginPage(keys: ListKeys): Promise<PageBegun> {
    const reply = await this.#run(this.#data, beginPageScript, {
      keys: [keys.generation, keys.writers],
      args: [GENERATION_MS],
    })
    if (reply === null) return { outcome: 'writing' }
    if (Buffer.isBuffer(reply)) return { outcome: 'load', generation: reply.toString('latin1') }
    throw new Error('Expected Redis to answer the script that begins a page with a generation')
  }

  async fillPage(keys: ListKeys, request: FillPageRequest): Promise<'stored' | 'rejected'> {
    const reply = await this.#run(this.#data, fillPageScript, {
      keys: [keys.generation, keys.page],
      args: [request.generation, request.value, request.ttlMs],
    })
    return reply === 1 ? 'stored' : 'rejected'
  }

  async beginListWrite(keys: ListKeys, { token, expiryMs }: WriteFence): Promise<void> {
    await this.#run(this.#fences, beginListWriteScript, {
      keys: [keys.generation, keys.writers],
      args: [token, expiryMs],
    })
  }

  async endListWrite(keys: ListKeys, token: string): Promise<void> {
    await this.#run(this.#fences, endListWriteScript, {
      keys: [keys.generation, keys.writers],
      args: [token],
    })
  }

  async *keysUnder(prefix: string): AsyncGenerator<readonly string[]> {
    if (this.identity() === null) throw new TierUnavailableError()
    const pattern = `${prefix.replaceAll(/[*?[\]\\]/g, '\\$&')}*`
    for (const node of this.#data.nodes()) {
      let cursor = '0'
      do {
        const [next, keys] = await node.client.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT)
        if (this.identity() === null) throw new TierUnavailableError()
        if (keys.length > 0) yield keys
        cursor = next
      } while (cursor !== '0')
    }
  }

  healthy(): boolean {
    return this.identity() !== null
  }

  async ping(): Promise<void> {
    if (this.identity() === null) throw new TierUnavailableError()
    const nodes = [...this.#data.nodes(), ...this.#fences.nodes()]
    await Promise.all(nodes.map((node) => node.client.ping()))
  }

  close(): Promise<void> {
    this.#links.close()
    return Promise.resolve()
  }

  #gathered(link: RedisLink): GatheredGets {
    return new GatheredGets({
      identity: () => this.identity(),
      ask: (keys) => this.#send(link, '', (node) => node.client.mgetBuffer(keys)),
    })
  }

  /** The only way to a server. */
  async #send<T>(
    link: RedisLink,
    key: string,
    step: (node: CheckedNode) => Promise<T>,
  ): Promise<T> {
    if (this.identity() === null) throw new TierUnavailableError()
    const node = link.nodeOf(key)
    try {
      return await step(node)
    } catch (error) {
      node.met(error)
      throw error
    }
  }

  /** All is sent before this returns, in few calls, and answered when it resolves or rejects. */
  async #runForAll(
    script: RedisScript,
    { documents, args }: { documents: readonly TierKeys[]; args: ScriptCall['args'] },
  ): Promise<void> {
    const link = this.#fences
    const calls = callsFor(documents, (key) => link.slotOf(key)).map((some) =>
      this.#run(link, script, {
        keys: some.flatMap(({ value, lease, writers }) => [value, lease, writers]),
        args,
      }),
    )
    const answers = await Promise.allSettled(calls)
    const failed = answers.find((answer) => answer.status === 'rejected')
    if (failed) throw failed.reason
  }

  #run(link: RedisLink, script: RedisScript, call: ScriptCall): Promise<unknown> {
    return this.#send(link, call.keys[0] ?? '', (node) => runScript(node, script, call))
  }

  #changed(): void {
    const [data, fences] = [this.#data.identity(), this.#fences.identity()]
    // One of them has heard of a change, and the other will.
    if (data !== null && fences !== null && data !== fences) {
      for (const node of [...this.#data.nodes(), ...this.#fences.nodes()]) node.recheck()
    }
    this.#tell()
  }

  #tell(): void {
    const identity = this.identity()
    if (identity === this.#told) return
    this.#told = identity
    for (const listener of this.#listeners) listener(identity)
  }
}

/** The documents of each call: not too many, and in one slot. */
function callsFor(
  documents: readonly TierKeys[],
  slotOf: (key: string) => number,
): readonly TierKeys[][] {
  const open = new Map<number, TierKeys[]>()
  const calls: TierKeys[][] = []
  for (const document of documents) {
    const slot = slotOf(document.value)
    let call = open.get(slot)
    if (!call || call.length === FENCED_AT_ONCE) {
      call = []
      open.set(slot, call)
      calls.push(call)
    }
    call.push(document)
  }
  return calls
}
