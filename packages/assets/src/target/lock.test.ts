import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTestFolder, type TestFolder } from '../test-support/test-folders.ts'
import { takeLock } from './lock.ts'

const PATIENT = { waitMs: 5000, silenceMs: 1000 }

let folder: TestFolder
beforeEach(async () => {
  folder = await makeTestFolder()
})
afterEach(() => folder[Symbol.asyncDispose]())

describe('takeLock', () => {
  it('lets one in at a time', async () => {
    let inside = 0
    const work = async (): Promise<number> => {
      const lock = await takeLock(folder.path, PATIENT)
      inside += 1
      const seen = inside
      await lock.assertHeld()
      inside -= 1
      await lock.release()
      return seen
    }
    expect(await Promise.all([work(), work(), work(), work()])).toEqual([1, 1, 1, 1])
    expect(await readdir(folder.path)).toEqual([])
  })

  it('does not wait for ever for one that lives, and says who it is', async () => {
    const lock = await takeLock(folder.path, { waitMs: 0, silenceMs: 500 })
    // Three times as long as a silent one would be given.
    const late = takeLock(folder.path, { waitMs: 1500, silenceMs: 500 })
    await expect(late).rejects.toThrow(
      new RegExp(`^Another publisher is at work \\(.+, process ${process.pid}\\)`),
    )
    await lock.assertHeld()
    await lock.release()
  })

  it('takes over from one that was killed', async () => {
    await writeFile(join(folder.path, 'lock'), 'id gone.example, process 1')
    const lock = await takeLock(folder.path, { waitMs: 0, silenceMs: 100 })
    await lock.assertHeld()
    await lock.release()
    expect(await readdir(folder.path)).toEqual([])
  })

  it('lets only one take over', async () => {
    await writeFile(join(folder.path, 'lock'), '')
    const all = await Promise.allSettled(
      [1, 2, 3].map(() => takeLock(folder.path, { waitMs: 0, silenceMs: 100 })),
    )
    const held = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const outcomes = await Promise.allSettled(held.map((lock) => lock.assertHeld()))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const lock of held) await lock.release()
  })

  it('tells one that slept that it is not alone any more, and leaves the other its lock', async () => {
    const sleeper = await takeLock(folder.path, PATIENT)
    await rm(join(folder.path, 'lock'))
    const other = await takeLock(folder.path, PATIENT)
    await expect(sleeper.assertHeld()).rejects.toThrow('Another publisher took over')
    await sleeper.release()
    await other.assertHeld()
    await other.release()
  })

  it('stops waiting when it is told to', async () => {
    const lock = await takeLock(folder.path, PATIENT)
    const stop = new AbortController()
    const waiting = takeLock(folder.path, { ...PATIENT, signal: stop.signal })
    stop.abort()
    await expect(waiting).rejects.toThrow(/aborted/)
    await lock.release()
  })
})
