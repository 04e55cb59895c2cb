import { describe, expect, it } from 'vitest'
import { tierKeys } from '../cache-key.ts'
import { keys, setUp } from './near/near-fixture.ts'

describe('a near tier', () => {
  it('reads a value from the shared tier once', async () => {
    const { store, run, read, inner } = setUp()
    await store('1')
    await run()
    inner.gets = 0
    expect([await read(), await read(), await read()]).toEqual(['1', '1', '1'])
    expect(inner.gets).toBe(1)
  })

  it('reads through when it is not asked for a near value, and keeps nothing then', async () => {
    const { store, run, near, inner } = setUp()
    await store('1')
    await run()
    inner.gets = 0
    await near.get(keys.value)
    await near.get(keys.value, { near: false })
    await near.get(keys.value, { near: true })
    expect(inner.gets).toBe(3)
  })

  it('forgets what is invalidated', async () => {
    const { store, run, read, feed } = setUp()
    await store('1')
    await run()
    await read()
    await store('2')
    expect(await read()).toBe('1')
    feed.listener.invalidated([keys.value])
    expect(await read()).toBe('2')
  })

  it('serves a value no longer than the bound after the last beat that returned was sent', async () => {
    const { store, run, read, pass, near, inner, feed } = setUp()
    await store('1')
    await run()
    await read()
    near.tick()
    pass(60)
    feed.answer()
    pass(40)
    inner.gets = 0
    await read()
    expect(inner.gets).toBe(0)
    pass(1)
    await read()
    expect(inner.gets).toBe(1)
  })

  it('is not led to trust by the late return of an old beat', async () => {
    const { store, run, read, pass, near, inner, feed } = setUp()
    await store('1')
    await run()
    await read()
    near.tick()
    const [old] = feed.beats.splice(0)
    pass(101)
    near.tick()
    feed.listener.invalidated([old ?? '', old ?? '', 'beat:of-nobody'])
    inner.gets = 0
    await read()
    expect(inner.gets).toBe(1)
  })

  it('does not keep a value that was invalidated while its reply was under way', async () => {
    const { store, run, read, inner, feed } = setUp()
    await store('1')
    await run()
    inner.held = []
    const early = read()
    await Promise.resolve()
    await store('2')
    feed.listener.invalidated([keys.value])
    const late = read()
    await expect.poll(() => inner.held?.length).toBe(2)
    for (const reply of inner.held) reply()
    expect([await early, await late]).toEqual(['1', '2'])
    inner.held = null
    expect(await read()).toBe('2')
  })

  it('does not keep a reply that its own write has overtaken', async () => {
    const { store, run, read, inner, near } = setUp()
    await store('1')
    await run()
    inner.held = []
    const early = read()
    await expect.poll(() => inner.held?.length).toBe(1)
    await near.beginWrite([keys], { token: 'w', expiryMs: 1000 })
    await near.endWrite([keys], 'w')
    for (const reply of inner.held) reply()
    expect(await early).toBe('1')
    inner.held = null
    expect(await read()).toBeNull()
  })

  it('forgets what was read while its own write was on its way', async () => {
    const { store, run, read, inner, near } = setUp()
    await store('1')
    await run()
    const begin = inner.beginWrite.bind(inner)
    const { promise: arrival, resolve: arrive } = Promise.withResolvers<void>()
    inner.beginWrite = async (...step) => {
      await arrival
      await begin(...step)
    }
    const begun = near.beginWrite([keys], { token: 'w', expiryMs: 1000 })
    expect(await read()).toBe('1')
    arrive()
    await begun
    expect(await read()).toBeNull()
  })

  it('forgets at the begin and at the end of its own write, even when that fails', async () => {
    const { store, run, read, inner, near } = setUp()
    await run()
    for (const step of ['beginWrite', 'endWrite'] as const) {
      inner[step] = () => Promise.reject(new Error('away'))
      await store('1')
      await read()
      await store('2')
      const failing =
        step === 'beginWrite'
          ? near.beginWrite([keys], { token: 'w', expiryMs: 1000 })
          : near.endWrite([keys], 'w')
      await expect(failing).rejects.toThrow('away')
      expect(await read()).toBe('2')
    }
  })

  it('forgets everything, replies under way included, when the feed is lost or flushed', async () => {
    for (const loss of ['lost', 'flushed'] as const) {
      const { store, run, read, inner, feed, beat } = setUp()
      await store('1')
      await run()
      await read()
      inner.held = []
      feed.listener.invalidated([keys.value])
      const early = read()
      await expect.poll(() => inner.held?.length).toBe(1)
      feed.listener[loss]()
      for (const reply of inner.held) reply()
      await early
      inner.held = null
      await store('2')
      feed.listener.live()
      beat()
      expect(await read()).toBe('2')
    }
  })

  it('keeps nothing while the feed is away', async () => {
    const { store, run, read, inner, feed, beat } = setUp()
    await store('1')
    await run()
    feed.listener.lost()
    await read()
    await store('2')
    feed.listener.live()
    beat()
    inner.gets = 0
    expect(await read()).toBe('2')
    expect(inner.gets).toBe(1)
  })

  it('asks the shared tier again after a second, however well beats return', async () => {
    const { store, run, read, inner, pass, beat } = setUp()
    await store('1')
    await run()
    await read()
    inner.gets = 0
    for (let passed = 0; passed < 1050; passed += 50) {
      await read()
      pass(50)
      beat()
    }
    await read()
    expect(inner.gets).toBe(1)
  })

  it('remembers no absence', async () => {
    const { run, read, store } = setUp()
    await run()
    expect(await read()).toBeNull()
    await store('1')
    expect(await read()).toBe('1')
  })

  it('reads on when a read failed', async () => {
    const { run, read, store, inner } = setUp()
    await run()
    await store('1')
    const get = inner.get.bind(inner)
    inner.get = () => Promise.reject(new Error('away'))
    await expect(read()).rejects.toThrow('away')
    inner.get = get
    expect(await read()).toBe('1')
  })

  it('holds no more bytes than it may', async () => {
    const { run, read, store, near } = setUp({ maxBytes: 10_000 })
    await run()
    for (let id = 0; id < 50; id++) {
      const one = tierKeys('test', { collection: 'c', id: String(id) })
      await store('x'.repeat(id === 7 ? 20_000 : 1000), one)
      expect(await read(one.value)).not.toBeNull()
      expect(near.bytes).toBeLessThanOrEqual(10_000)
    }
    expect(near.bytes).toBeGreaterThan(8000)
  })

  it('sends no beats while nobody asks, and begins again when somebody does', async () => {
    const { run, read, near, pass, feed } = setUp()
    await run()
    pass(5001)
    near.tick()
    expect(feed.beats).toEqual([])
    await read()
    near.tick()
    expect(feed.beats).toHaveLength(1)
  })

  it('makes new connections when beats have not returned for two seconds', async () => {
    const { run, read, near, pass, feed } = setUp()
    await run()
    for (let passed = 0; passed <= 2000; passed += 25) {
      await read()
      near.tick()
      expect(feed.relinks).toBe(0)
      pass(25)
    }
    near.tick()
    expect(feed.relinks).toBe(1)
  })

  it('tells its bound, its lag and how reads were served', async () => {
    const { run, read, store, events, near, feed, pass } = setUp()
    await run()
    await store('1')
    events.length = 0
    await read()
    await read()
    near.tick()
    pass(20)
    feed.answer()
    pass(101)
    await read()
    expect(events).toEqual([
      { type: 'near_read', outcome: 'miss' },
      { type: 'near_read', outcome: 'hit' },
      { type: 'near_lag', seconds: 0.02 },
      { type: 'near_read', outcome: 'untrusted' },
    ])
    expect(setUp().events).toEqual([{ type: 'near_bound', seconds: 0.1 }])
  })
})
