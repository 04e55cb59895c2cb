/**
 * One publisher at a time. The lock is a file, made only if it is not there; its holder touches it
 * every few seconds. Whoever waits watches those touches by its own clock, since those of machines
 * differ, and takes the lock over from a holder that has been silent for long enough: it was killed.
 *
 * A holder that only slept finds out by `assertHeld` before it does anything that counts. What could
 * still happen in between is a release that is replaced at once by another: no half release, because
 * everything that is served is written under names of its own.
 */
import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { BusyError } from '../assets-errors.ts'
import { codeOf, nullIfMissing } from '../file-problem.ts'

export interface LockOptions {
  /** How long to wait for another publisher once it has shown that it lives, milliseconds. */
  readonly waitMs: number
  /** A holder that is silent for this long was killed, milliseconds. */
  readonly silenceMs: number
  readonly signal?: AbortSignal | undefined
  /** Told who is waited for, if anybody is. */
  readonly onWait?: ((publisher: string) => void) | undefined
}

export interface Lock {
  /** @throws BusyError if another publisher has taken over. */
  assertHeld(): Promise<void>
  release(): Promise<void>
}

const POLL_PARTS = 20
const MAX_POLL_MS = 250
const TOUCH_PARTS = 6

/** @throws BusyError if another publisher is at work for longer than `waitMs`. */
export async function takeLock(folder: string, options: LockOptions): Promise<Lock> {
  const file = join(folder, 'lock')
  const owner = `${randomUUID()} ${hostname()}, process ${process.pid}`
  const watch = new HolderWatch()
  const pollMs = Math.min(options.silenceMs / POLL_PARTS, MAX_POLL_MS)
  const giveUpAtMs = performance.now() + options.waitMs
  while (!(await make(file, owner))) {
    const holder = await watch.look(file)
    if (holder === null) continue
    if (holder.isNew) options.onWait?.(describe(holder.owner))
    if (holder.silentMs >= options.silenceMs) await takeAway(file)
    else if (holder.isAlive && performance.now() >= giveUpAtMs) throw busy(holder.owner)
    else await delay(pollMs, null, signalOf(options))
  }
  return hold(file, { owner, touchEveryMs: options.silenceMs / TOUCH_PARTS })
}

function signalOf({ signal }: LockOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}

function busy(owner: string): BusyError {
  const who = describe(owner)
  return new BusyError(`Another publisher is at work (${who}). Try again when it is done.`)
}

function describe(owner: string): string {
  return owner.slice(owner.indexOf(' ') + 1) || 'unknown'
}

async function make(file: string, owner: string): Promise<boolean> {
  const handle = await open(file, 'wx').catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST') return null
    throw error
  })
  if (handle === null) return false
  try {
    await handle.writeFile(owner)
    return true
  } catch (error) {
    // On a full disk: without a word in it, the next one would have to wait.
    await rm(file, { force: true })
    throw error
  } finally {
    await handle.close()
  }
}

interface Holder {
  readonly owner: string
  readonly silentMs: number
  /** It has been seen to do something. */
  readonly isAlive: boolean
  /** It was not here before. */
  readonly isNew: boolean
}

/** Sees how long a holder has been silent, by this machine's clock. */
class HolderWatch {
  #owner: string | null = null
  #seen = ''
  #sinceMs = 0
  #changes = 0

  async look(file: string): Promise<Holder | null> {
    // Opened each time: a network file system answers a mere `stat` from memory for a minute.
    const handle = await open(file).catch(nullIfMissing)
    if (handle === null) return null
    try {
      const { mtimeMs, ino } = await handle.stat()
      const owner = await handle.readFile('utf8')
      const seen = `${owner} ${ino} ${mtimeMs}`
      if (seen !== this.#seen) {
        this.#seen = seen
        this.#sinceMs = performance.now()
        this.#changes += 1
      }
      const isNew = owner !== this.#owner
      this.#owner = owner
      const silentMs = performance.now() - this.#sinceMs
      return { owner, silentMs, isAlive: this.#changes > 1, isNew }
    } finally {
      await handle.close()
    }
  }
}

/** By renaming, which only one of several can do. */
async function takeAway(file: string): Promise<void> {
  const away = `${file}-${randomUUID()}`
  await rename(file, away).catch(nullIfMissing)
  await rm(away, { force: true })
}

async function hold(
  file: string,
  { owner, touchEveryMs }: { owner: string; touchEveryMs: number },
): Promise<Lock> {
  const handle = await open(file, 'r+')
  const isHeld = async (): Promise<boolean> =>
    (await readFile(file, 'utf8').catch(nullIfMissing)) === owner
  const timer = setInterval(() => {
    // What matters is that the time changes; a failure shows when it counts.
    handle.utimes(new Date(), new Date()).catch(() => undefined)
  }, touchEveryMs)
  timer.unref()
  return {
    assertHeld: async () => {
      if (await isHeld()) return
      throw new BusyError('Another publisher took over, because this one was silent for too long.')
    },
    release: async () => {
      clearInterval(timer)
      await handle.close()
      if (await isHeld()) await rm(file, { force: true })
    },
  }
}
