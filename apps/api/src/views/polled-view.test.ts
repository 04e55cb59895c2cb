import { describe, expect, it } from 'vitest'
import { PolledView } from './polled-view.ts'

function setUp() {
  const state = {
    table: new Map([['a', 1]]),
    nowMs: 0,
    reads: 0,
    down: false,
    /** The database does not answer before this is resolved. */
    silent: null as PromiseWithResolvers<void> | null,
  }
  const view = new PolledView({
    maxAgeMs: 1000,
    now: () => state.nowMs,
    load: async () => {
      state.reads++
      await state.silent?.promise
      await Promise.resolve()
      if (state.down) throw new Error('down')
      return new Map(state.table)
    },
  })
  return { state, view }
}

describe('PolledView', () => {
  it('asks once for what it knows', async () => {
    const { state, view } = setUp()
    expect([await view.find('a'), await view.find('a')]).toEqual([1, 1])
    expect(state.reads).toBe(1)
  })

  it('is not trusted beyond its age', async () => {
    const { state, view } = setUp()
    await view.find('a')
    state.table.delete('a')
    state.nowMs = 1000
    expect(await view.find('a')).toBe(1)
    state.nowMs = 1001
    expect(await view.find('a')).toBeUndefined()
  })

  it('finds at once what was created after its last read', async () => {
    const { state, view } = setUp()
    await view.find('a')
    state.table.set('b', 2)
    expect(await view.find('b')).toBe(2)
  })

  it('does not answer "unknown" from a read that began before the question', async () => {
    const { state, view } = setUp()
    const early = view.find('b')
    state.table = new Map([['b', 2]])
    // The read under way may have seen the table as it was; the second question may not share it.
    expect(await view.find('b')).toBe(2)
    await early
  })

  it('asks no more than twice however many want to know', async () => {
    const { state, view } = setUp()
    await Promise.all(Array.from({ length: 100 }, (_, index) => view.find(`unknown-${index}`)))
    expect(state.reads).toBeLessThanOrEqual(2)
  })

  it('goes on with its last view while the database is away', async () => {
    const { state, view } = setUp()
    await view.find('a')
    state.down = true
    state.nowMs = 60_000
    expect(await view.find('a')).toBe(1)
    await expect(view.find('b')).rejects.toThrow('down')
  })

  it('waits no more for a database that is known to be away, but for what it does not know', async () => {
    const { state, view } = setUp()
    await view.find('a')
    state.down = true
    state.nowMs = 60_000
    await view.find('a')
    state.silent = Promise.withResolvers()
    expect([await view.find('a'), await view.find('a')]).toEqual([1, 1])
    const unknown = view.find('b')
    state.table = new Map([['b', 2]])
    state.down = false
    state.silent.resolve()
    expect(await unknown).toBe(2)
    // It is back, and asked as before.
    state.nowMs = 120_000
    state.table.set('b', 3)
    expect(await view.find('b')).toBe(3)
  })

  it('waits for one read in vain, not for the next as well', async () => {
    const { state, view } = setUp()
    await view.find('a')
    state.nowMs = 60_000
    state.silent = Promise.withResolvers()
    const early = view.find('a')
    await expect.poll(() => state.reads).toBe(2)
    const { reject } = state.silent
    state.silent = Promise.withResolvers()
    const late = view.find('a')
    reject(new Error('down'))
    expect([await early, await late]).toEqual([1, 1])
  })

  it('asks anew when told to, also for what it knows', async () => {
    const { state, view } = setUp()
    await view.find('a')
    state.table.set('a', 2)
    expect([await view.findAnew('a'), await view.findAnew('b')]).toEqual([2, undefined])
    expect(state.reads).toBe(3)
  })

  it('asked anew while the database is away, tells what it saw last of whatever there is', async () => {
    const { state, view } = setUp()
    state.down = true
    await expect(view.findAnew('a')).rejects.toThrow('down')
    state.down = false
    await view.find('a')
    state.down = true
    expect([await view.findAnew('a'), await view.findAnew('b')]).toEqual([1, undefined])
  })
})
