import { describe, expect, it } from 'vitest'
import { PolledView } from './polled-view.ts'

function setUp() {
  const state = { table: new Map([['a', 1]]), nowMs: 0, reads: 0, down: false }
  const view = new PolledView({
    maxAgeMs: 1000,
    now: () => state.nowMs,
    load: async () => {
      state.reads++
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
})
