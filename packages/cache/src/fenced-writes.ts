/**
 * Writes of the database between fences, so that no reader is left with what was there before.
 *
 * A fence stands before the database is asked and is lifted after it answered; only then is the
 * write acknowledged. Where fences cannot be set, the policy decides: `strict` refuses the write,
 * `available` closes the cache for every process first, which is slower but as coherent.
 * The epoch may have moved on meanwhile; then the documents are cleared under the new one before
 * the acknowledgement.
 *
 * A write that is to be announced leaves its intent in the log of changes together with its fences,
 * and its result when they are lifted (see changes/change-log.ts).
 */
import { CacheUnavailableError, WriteUnsettledError } from './cache-errors.ts'
import type { CacheEvent, TierOperation } from './cache-events.ts'
import { listKeys, tierKeys, type DocumentKey, type ListKeys, type TierKeys } from './cache-key.ts'
import type { Change, ChangeLog } from './changes/change-log.ts'
import type { Clock } from './clock.ts'
import type { Epochs, WriteGround } from './epoch/epochs.ts'
import { tierOnGround } from './epoch/tier-on-ground.ts'
import type { Tier, WriteFence } from './tiers/tier.ts'

/** What becomes of a write whose fence cannot be set. */
export type FencePolicy = 'strict' | 'available'

export interface FencedWritesDependencies {
  readonly tier: Tier
  readonly epochs: Epochs
  readonly clock: Clock
  /** A new unguessable token, ASCII. */
  readonly token: () => string
  readonly namespace: string
  readonly policy: FencePolicy
  /** After this, milliseconds, the fence of a writer that died falls. */
  readonly writerMs: number
  /** Absent: nothing is announced. */
  readonly changes?: Pick<ChangeLog, 'begin' | 'end'>
  readonly emit: (event: CacheEvent) => void
}

/** What is being written, and how what was done to it is told to followers, if at all. */
interface Write<T> {
  readonly documents: readonly DocumentKey[]
  readonly announce: Announce<T> | undefined
}

/** What a write that succeeded has changed. */
export type Announce<T> = (done: T) => readonly Change[]

interface Fence {
  readonly epoch: string
  readonly server: string
  readonly token: string
  /** Empty while the cache is closed. */
  readonly documents: readonly TierKeys[]
  /** The collections whose pages may hold one of the documents. */
  readonly lists: readonly ListKeys[]
  /** The documents whose intent is in the log of changes. */
  readonly announced: readonly DocumentKey[]
}

const ATTEMPTS = 5
const END_ATTEMPTS = 3

export class FencedWrites {
  readonly #deps: FencedWritesDependencies

  constructor(dependencies: FencedWritesDependencies) {
    this.#deps = dependencies
  }

  /**
   * @throws CacheUnavailableError: not begun. WriteUnsettledError: done, but perhaps not seen by
   * all. What `run` throws; with a true `outcomeUnknown` the database may yet do the write.
   */
  async write<T>(
    documents: readonly DocumentKey[],
    run: () => Promise<T>,
    announce?: Announce<T>,
  ): Promise<T> {
    const write = { documents, announce }
    const fence = await this.#begin(write)
    const { done, changes } = await this.#within(fence, { run, announce })
    await this.#settle(write, { begun: fence, changes })
    return done
  }

  async #within<T>(
    fence: Fence,
    { run, announce }: { run: () => Promise<T>; announce: Announce<T> | undefined },
  ): Promise<{ done: T; changes: readonly Change[] }> {
    let over = true
    let changes: readonly Change[] = []
    try {
      const done = await run()
      changes = announce?.(done) ?? []
      return { done, changes }
    } catch (error) {
      over = !isOutcomeUnknown(error)
      throw error
    } finally {
      // Else the database may still be at it: the fence stands until it expires.
      if (over) await this.#end(fence, changes)
      else this.#deps.emit({ type: 'fence', step: 'end', outcome: 'left' })
    }
  }

  async #begin<T>(write: Write<T>): Promise<Fence> {
    let cause: unknown
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const ground = await this.#deps.epochs.forWrite()
      if (ground.kind === 'closed') return this.#unfenced(ground)
      if (ground.kind === 'fence') {
        const fence = this.#fence(write, ground)
        cause = await this.#set(fence)
        if (cause === undefined) return fence
      }
      if (this.#deps.policy === 'strict') break
      await this.#deps.epochs.close()
    }
    this.#deps.emit({ type: 'fence', step: 'begin', outcome: 'failed' })
    throw new CacheUnavailableError(cause)
  }

  #unfenced({ epoch, server }: WriteGround): Fence {
    this.#deps.emit({ type: 'fence', step: 'begin', outcome: 'closed' })
    return { epoch, server, token: '', documents: [], lists: [], announced: [] }
  }

  #fence<T>({ documents, announce }: Write<T>, { epoch, server }: WriteGround): Fence {
    const namespace = `${this.#deps.namespace}:${epoch}`
    const collections = new Set(documents.map(({ collection }) => collection))
    return {
      epoch,
      server,
      token: this.#deps.token(),
      documents: documents.map((document) => tierKeys(namespace, document)),
      lists: Array.from(collections, (collection) => listKeys(namespace, collection)),
      announced: announce && this.#deps.changes ? documents : [],
    }
  }

  /** @returns why it could not be set, after lifting what was. */
  async #set(fence: Fence): Promise<unknown> {
    const request = { token: fence.token, expiryMs: this.#deps.writerMs }
    const steps = await Promise.allSettled([
      ...fence.lists.map(async (keys) => this.#tier(fence).beginListWrite(keys, request)),
      this.#barFills(fence, request),
      this.#intend(fence),
    ])
    const failed = steps.find((step) => step.status === 'rejected')
    if (!failed) {
      this.#deps.emit({ type: 'fence', step: 'begin', outcome: 'ok' })
      return undefined
    }
    this.#tierError('begin_write')
    // Nobody waits for this: what stays keeps fills out until it expires, which is slow, not wrong.
    void this.#end(fence, [])
    return failed.reason ?? new Error('The fence could not be set')
  }

  /**
   * Never throws: the database has answered by now. A fence that cannot be lifted goes on
   * keeping fills out until it expires, so giving up is slow for readers but not wrong.
   */
  async #end(fence: Fence, changes: readonly Change[]): Promise<void> {
    const { documents, lists, token } = fence
    if (documents.length === 0) return
    const lifted = await Promise.all([
      this.#lift(() => this.#tier(fence).endWrite(documents, token)),
      ...lists.map((keys) => this.#lift(() => this.#tier(fence).endListWrite(keys, token))),
      // One that cannot be told stays an intent, and is told as unknown when it expires.
      this.#lift(() => this.#tell(fence, changes)),
    ])
    const outcome = lifted.every(Boolean) ? 'ok' : 'failed'
    this.#deps.emit({ type: 'fence', step: 'end', outcome })
  }

  async #barFills(fence: Fence, request: WriteFence): Promise<void> {
    await this.#tier(fence).beginWrite(fence.documents, request)
  }

  async #intend(fence: Fence): Promise<void> {
    const { announced: keys, token } = fence
    if (keys.length > 0) await this.#deps.changes?.begin(fence, { token, keys })
  }

  async #tell(fence: Fence, changes: readonly Change[]): Promise<void> {
    const { announced: keys, token } = fence
    if (keys.length > 0) await this.#deps.changes?.end(fence, { token, keys, changes })
  }

  async #lift(step: () => Promise<void>): Promise<boolean> {
    for (let attempt = 1; attempt <= END_ATTEMPTS; attempt++) {
      try {
        await step()
        return true
      } catch {
        this.#tierError('end_write')
        await this.#deps.clock.sleep(attempt * 5)
      }
    }
    return false
  }

  /**
   * Values of a new epoch may have been read from the database before this write was done, when
   * the epoch moved on while it was under way: they are removed. Anyone may be a phase ahead of
   * this process, but not two, so nobody reads an epoch that it has not heard of.
   */
  async #settle<T>(
    write: Write<T>,
    { begun, changes }: { begun: Fence; changes: readonly Change[] },
  ): Promise<void> {
    let { epoch } = begun
    // Others may have written under the new epoch meanwhile: nobody knows in which order.
    const unordered = changes.map(({ key }) => ({ key, op: 'unknown' as const }))
    try {
      for (;;) {
        const ground = await this.#deps.epochs.forWrite()
        if (ground.epoch === epoch) return
        const fence = this.#fence(write, ground)
        if (ground.kind === 'fence' && (await this.#clear(fence, unordered))) epoch = ground.epoch
        else epoch = (await this.#deps.epochs.close()).epoch
      }
    } catch (cause) {
      throw new WriteUnsettledError(cause)
    }
  }

  async #clear(fence: Fence, changes: readonly Change[]): Promise<boolean> {
    if ((await this.#set(fence)) !== undefined) return false
    await this.#end(fence, changes)
    return true
  }

  #tier(fence: Fence): Tier {
    return tierOnGround(this.#deps.tier, fence)
  }

  #tierError(operation: TierOperation): void {
    this.#deps.emit({ type: 'tier_error', operation })
  }
}

function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof Error && 'outcomeUnknown' in error && error.outcomeUnknown === true
}
