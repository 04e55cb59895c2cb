import { tierKeys } from '../../cache-key.ts'
import { NearTier } from '../near-tier.ts'
import type { FeedListener, InvalidationFeed } from './invalidation-feed.ts'
import { MemoryTier } from '../memory-tier.ts'

const BOUND_MS = 100
export const keys = tierKeys('test', { collection: 'c', id: 'one' })

/** Says what the test tells it to say, when the test says so. */
class FakeFeed implements InvalidationFeed {
  readonly beats: string[] = []
  relinks = 0
  #listener: FeedListener | null = null

  get listener(): FeedListener {
    if (!this.#listener) throw new Error('Expected the feed to have been started')
    return this.#listener
  }

  start(listener: FeedListener): void {
    this.#listener = listener
  }

  beat(key: string): Promise<void> {
    this.beats.push(key)
    return Promise.resolve()
  }

  relink(): void {
    this.relinks += 1
  }

  close(): void {}

  /** The invalidations of all beats sent so far arrive, together with others. */
  answer(others: readonly string[] = []): void {
    this.listener.invalidated([...this.beats.splice(0), ...others])
  }
}

/** A shared tier whose replies to `get` are given when the test says so. */
class SlowTier extends MemoryTier {
  gets = 0
  held: (() => void)[] | null = null

  override async get(valueKey: string): Promise<Buffer | null> {
    this.gets += 1
    const value = await super.get(valueKey)
    const { held } = this
    if (held) await new Promise<void>((resolve) => held.push(resolve))
    return value
  }
}

/** A near tier over a memory tier, with its time and its feed in the test's hands. */
export function setUp(options: { maxBytes?: number } = {}) {
  let nowMs = 1000
  const now = (): number => nowMs
  const feed = new FakeFeed()
  const inner = new SlowTier({ maxBytes: 100_000_000, now })
  const events: unknown[] = []
  const near = new NearTier({
    inner,
    feed,
    maxBytes: options.maxBytes ?? 1_000_000,
    boundMs: BOUND_MS,
    now,
    beatPrefix: 'beat:',
    emit: (event) => events.push(event),
  })
  const beat = (): void => {
    near.tick()
    feed.answer()
  }
  return {
    feed,
    inner,
    near,
    events,
    beat,
    pass: (ms: number) => {
      nowMs += ms
    },
    read: async (key = keys.value) => (await near.get(key, { near: true }))?.toString() ?? null,
    store: async (value: string, under = keys) => {
      await inner.acquire(under, { token: 't', leaseMs: 60_000, refresh: true })
      await inner.fill(under, { token: 't', value: Buffer.from(value), ttlMs: 60_000 })
    },
    /** Live, asked before so that beats are sent, and proven. */
    run: async () => {
      feed.listener.live()
      await near.get('unrelated', { near: true })
      beat()
    },
  }
}
