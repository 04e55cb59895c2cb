import { mkdir, readdir, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { StoppedError } from './assets-errors.ts'
import { fileProblem } from './file-problem.ts'
import { DEFAULTS, type PruneOptions } from './publish-options.ts'
import { type Lock, takeLock } from './target/lock.ts'
import type { Target } from './target/target.ts'

/** A target that nobody else changes meanwhile. */
export interface LockedTarget {
  readonly target: Target
  readonly lock: Lock
  /** Empty, on the file system of the target; removed at the end. */
  readonly work: string
  /** @throws StoppedError if the caller wants it to end. */
  readonly checkStopped: () => void
}

const WORK = 'work-'

export async function withTarget<T>(
  target: Target,
  options: PruneOptions,
  use: (locked: LockedTarget) => Promise<T>,
): Promise<T> {
  const { lockWaitMs = DEFAULTS.lockWaitMs, lockSilenceMs = DEFAULTS.lockSilenceMs } = options
  const { signal, onWait } = options
  const checkStopped = (): void => {
    if (signal?.aborted === true) throw new StoppedError()
  }
  const work = join(target.own, WORK + randomUUID())
  try {
    const lock = await takeLock(target.own, {
      waitMs: lockWaitMs,
      silenceMs: lockSilenceMs,
      signal,
      onWait,
    })
    try {
      await removeLeftovers(target)
      await mkdir(work)
      return await use({ target, lock, work, checkStopped })
    } catch (error) {
      // Who has taken over removes what we work on: that explains what went wrong then.
      await lock.assertHeld()
      throw error
    } finally {
      await rm(work, { recursive: true, force: true })
      await lock.release()
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw new StoppedError()
    throw fileProblem(error, { doing: 'write', path: target.folder })
  }
}

/** Of publishers that were killed. */
async function removeLeftovers({ own }: Target): Promise<void> {
  const names = await readdir(own)
  for (const name of names.filter((one) => one.startsWith(WORK) || one.startsWith('lock-'))) {
    await rm(join(own, name), { recursive: true, force: true })
  }
}
