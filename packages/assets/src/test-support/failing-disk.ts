/**
 * The file system of a process that is killed, or that finds the disk full, after a number of changes.
 *
 *     vi.mock('node:fs/promises', async (original) => failingDisk.wrap(await original()))
 *
 * Once it is killed nothing is changed any more and nothing answers, as if the process were gone; its
 * last write is torn. On a full disk, whatever needs room fails.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type * as Disk from 'node:fs/promises'

const CHANGES = ['mkdir', 'rename', 'rm', 'rmdir', 'symlink'] as const
const CHANGES_OF_FILE = new Set(['writeFile', 'sync'])
const NEEDS_ROOM = new Set(['mkdir', 'open', 'symlink', 'writeFile'])

interface Victim {
  readonly end: 'killed' | 'full'
  changesLeft: number
  readonly killed: PromiseWithResolvers<'killed'>
  readonly files: Set<Disk.FileHandle>
}

interface Program<T> {
  /** How many changes it may make. */
  readonly changes: number
  readonly end: Victim['end']
  readonly run: () => Promise<T>
}

type Change = (...args: unknown[]) => Promise<unknown>

class FailingDisk {
  /** Whatever goes on in the name of a victim, even timers. For others the disk is as it is. */
  readonly #victims = new AsyncLocalStorage<Victim>()

  /** What the program answers, if it is not killed before. */
  async run<T>({ changes, end, run }: Program<T>): Promise<T | 'killed'> {
    const killed = Promise.withResolvers<'killed'>()
    const victim: Victim = { end, changesLeft: changes, killed, files: new Set() }
    const running = this.#victims.run(victim, run)
    try {
      return await Promise.race([killed.promise, running])
    } finally {
      // It has nobody any more to tell that it goes wrong.
      running.catch(() => undefined)
      // As the system does when a process is gone.
      for (const file of victim.files) await file.close().catch(() => undefined)
    }
  }

  wrap(disk: typeof Disk): unknown {
    const changes = CHANGES.map((name) => {
      const change = methodOf(disk, name)
      return [name, (...args: unknown[]) => (this.#fate(name) ?? change)(...args)] as const
    })
    return { ...disk, ...Object.fromEntries(changes), open: this.#opening(disk.open) }
  }

  #opening(open: typeof Disk.open): typeof Disk.open {
    return async (path, flags, mode) => {
      if (flags === 'wx') await this.#fate('open')?.()
      const file = await open(path, flags, mode)
      this.#victims.getStore()?.files.add(file)
      return this.#watched(file)
    }
  }

  #watched(file: Disk.FileHandle): Disk.FileHandle {
    return new Proxy(file, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        const method = methodOf(target, name)
        if (name === 'close') this.#victims.getStore()?.files.delete(target)
        return (...args: unknown[]) => (this.#fateOf(target, String(name)) ?? method)(...args)
      },
    })
  }

  #fateOf(file: Disk.FileHandle, name: string): Change | null {
    const victim = this.#victims.getStore()
    // Not counted: a lock is touched as often as there is time.
    if (name === 'utimes') return victim !== undefined && isDead(victim) ? never : null
    if (!CHANGES_OF_FILE.has(name)) return null
    const fate = this.#fate(name)
    if (fate === null || name === 'sync') return fate
    return (...args) => tear(file, args).then(fate)
  }

  /** Null if a change may be made. */
  #fate(name: string): (() => Promise<never>) | null {
    const victim = this.#victims.getStore()
    if (victim === undefined) return null
    victim.changesLeft -= 1
    if (victim.changesLeft >= 0) return null
    if (victim.end === 'full') return NEEDS_ROOM.has(name) ? noRoom : null
    victim.killed.resolve('killed')
    return never
  }
}

/** Looked up when it is called, on what it belongs to. */
function methodOf(owner: object, name: string | symbol): Change {
  return async (...args) => {
    const method: unknown = Reflect.get(owner, name)
    if (typeof method !== 'function') throw new TypeError(`Expected ${String(name)} to be a method`)
    const answer: unknown = await Reflect.apply(method, owner, args)
    return answer
  }
}

function isDead({ end, changesLeft }: Victim): boolean {
  return end === 'killed' && changesLeft < 0
}

function never(): Promise<never> {
  return new Promise(() => undefined)
}

function noRoom(): Promise<never> {
  const error = new Error('ENOSPC: no space left on device')
  return Promise.reject(Object.assign(error, { code: 'ENOSPC' }))
}

/** Half of what was to be written is on the disk. */
async function tear(file: Disk.FileHandle, [bytes]: unknown[]): Promise<void> {
  if (typeof bytes !== 'string' && !(bytes instanceof Uint8Array)) return
  await file.writeFile(bytes.slice(0, bytes.length / 2)).catch(() => undefined)
}

export const failingDisk = new FailingDisk()
