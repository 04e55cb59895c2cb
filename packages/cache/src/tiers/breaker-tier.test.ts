import { describe, expect, it } from 'vitest'
import { BreakerTier } from './breaker-tier.ts'
import { MemoryTier } from './memory-tier.ts'
import { describeTierLists } from './tier-contract-lists.ts'
import { describeTier, type TierUnderTest } from './tier-contract.ts'
import { TierUnavailableError } from './tier-errors.ts'

/** A memory tier that counts what reaches it, and that can be made to fail or to be lost. */
class FlakyTier extends MemoryTier {
  asked = 0
  probes = 0
  failure: Error | null = null
  #identity: string | null = 'one'
  readonly #listeners: ((identity: string | null) => void)[] = []

  constructor(now: () => number = () => 0) {
    super({ maxBytes: 1_000_000, now })
  }

  override async get(valueKey: string): Promise<Buffer | null> {
    this.asked++
    if (this.failure) throw this.failure
    return super.get(valueKey)
  }

  override ping(): Promise<void> {
    this.probes++
    return this.failure ? Promise.reject(this.failure) : Promise.resolve()
  }

  override identity(): string | null {
    return this.#identity
  }

  override onIdentity(listener?: (identity: string | null) => void): void {
    if (listener) this.#listeners.push(listener)
  }

  become(identity: string | null): void {
    this.#identity = identity
    for (const listener of this.#listeners) listener(identity)
  }
}

/** Sleepers wake when the test says so. */
class ManualClock {
  readonly delays: number[] = []
  #wake: (() => void) | null = null

  readonly sleep = (ms: number): Promise<void> => {
    this.delays.push(ms)
    return new Promise((resolve) => (this.#wake = resolve))
  }

  async wake(): Promise<void> {
    const wake = this.#wake
    this.#wake = null
    wake?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function start(random = 0.5) {
  const tier = new FlakyTier()
  const clock = new ManualClock()
  const breaker = new BreakerTier({ tier, clock, random: () => random })
  const read = (): Promise<unknown> => breaker.get('key').catch((error: unknown) => error)
  const fail = async (times: number): Promise<void> => {
    tier.failure = new Error('Command timed out')
    for (let time = 0; time < times; time++) await read()
  }
  return { tier, clock, breaker, read, fail }
}

const contract = (): Promise<TierUnderTest> => {
  let nowMs = 1_000_000
  const tier = new BreakerTier({
    tier: new FlakyTier(() => nowMs),
    clock: new ManualClock(),
    random: () => 0.5,
  })
  const pass = (ms: number): Promise<void> => {
    nowMs += ms
    return Promise.resolve()
  }
  return Promise.resolve({ tier, pass, close: () => tier.close() })
}
describeTier('breaker', contract)
describeTierLists('breaker', contract)

describe('the breaker', () => {
  it('asks the tier no more after three failures in a row', async () => {
    const { tier, breaker, read, fail } = start()
    await fail(2)
    expect(breaker.healthy()).toBe(true)
    await fail(1)
    expect(breaker.healthy()).toBe(false)
    expect(await read()).toBeInstanceOf(TierUnavailableError)
    expect(tier.asked).toBe(3)
  })

  it('lets single failures pass', async () => {
    const { tier, breaker, read, fail } = start()
    for (let round = 0; round < 5; round++) {
      await fail(2)
      tier.failure = null
      await read()
    }
    expect(breaker.healthy()).toBe(true)
  })

  it('does not take an answer that says no for a tier that is away', async () => {
    const { tier, breaker, read } = start()
    tier.failure = Object.assign(new Error('OOM command not allowed'), { name: 'ReplyError' })
    for (let round = 0; round < 5; round++) await read()
    expect(breaker.healthy()).toBe(true)
  })

  it('opens at once when the identity is lost', async () => {
    const { tier, breaker, read } = start()
    tier.become(null)
    expect(breaker.healthy()).toBe(false)
    expect(await read()).toBeInstanceOf(TierUnavailableError)
    expect(tier.asked).toBe(0)
  })

  it('begins open when the tier is not there yet', async () => {
    const tier = new FlakyTier()
    tier.become(null)
    const clock = new ManualClock()
    const breaker = new BreakerTier({ tier, clock, random: () => 0.5 })
    expect(breaker.healthy()).toBe(false)
    tier.become('one')
    await clock.wake()
    expect(breaker.healthy()).toBe(true)
  })

  it('closes after a probe that succeeded, and not before', async () => {
    const { tier, clock, breaker, read, fail } = start()
    await fail(3)
    await clock.wake()
    expect(breaker.healthy()).toBe(false)
    tier.failure = null
    await clock.wake()
    expect(breaker.healthy()).toBe(true)
    expect(await read()).toBeNull()
    expect(tier.probes).toBe(2)
  })

  it('sends no probe while nobody knows who is at the other end', async () => {
    const { tier, clock, breaker } = start()
    tier.become(null)
    await clock.wake()
    expect(tier.probes).toBe(0)
    tier.become('two')
    await clock.wake()
    expect(breaker.healthy()).toBe(true)
    expect(breaker.identity()).toBe('two')
  })

  it('probes after 100 to 1000 ms', async () => {
    for (const [random, expected] of [
      [0, 100],
      [0.999, 999.1],
    ] as const) {
      const { clock, fail } = start(random)
      await fail(3)
      expect(clock.delays).toEqual([expect.closeTo(expected, 3)])
    }
  })

  it('needs three new failures to open again, however many old ones come late', async () => {
    const { tier, clock, breaker, fail } = start()
    const late = Promise.withResolvers<null>()
    tier.get = () => late.promise
    const slow = Array.from({ length: 5 }, () => breaker.get('key').catch(() => null))
    tier.become(null)
    tier.become('one')
    await clock.wake()
    expect(breaker.healthy()).toBe(true)
    late.reject(new Error('Command timed out'))
    await Promise.all(slow)
    expect(breaker.healthy()).toBe(true)
    await fail(3)
    expect(breaker.healthy()).toBe(false)
  })

  it('stops probing when it is closed', async () => {
    const { tier, clock, breaker, fail } = start()
    await fail(3)
    await breaker.close()
    await clock.wake()
    expect(tier.probes).toBe(0)
  })
})
