/**
 * What a machine that loses power loses of Redis: with `appendfsync everysec`, up to a second of
 * its append-only file. A killed process alone loses nothing that it has written, since the
 * system still has it; so for the crash of a machine the file is cut to the size it had.
 */
import { readdir, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'

interface Size {
  readonly atMs: number
  readonly file: string
  readonly bytes: number
}

const sampleMs = 50
const keptMs = 5000
const latelyMs = 500

export class AppendOnlyFile {
  readonly #directory: string
  #sizes: Size[] = []
  readonly #timer: NodeJS.Timeout

  constructor(directory: string) {
    this.#directory = join(directory, 'appendonlydir')
    this.#timer = setInterval(() => void this.#sample(), sampleMs)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  /** Cuts away what was appended in the last `ms`; answers how many bytes. Redis must be down. */
  async forgetLast(ms: number): Promise<number> {
    const now = await this.#measure()
    if (now === null) return 0
    const then = this.#sizes.findLast(
      ({ file, atMs }) => file === now.file && atMs <= now.atMs - ms,
    )
    // A file that is younger than that was written and synced as a whole when it was made.
    if (then === undefined || then.bytes >= now.bytes) return 0
    await truncate(now.file, then.bytes)
    return now.bytes - then.bytes
  }

  /** Whether anything was appended lately. */
  get grows(): boolean {
    const last = this.#sizes.at(-1)
    const before = this.#sizes.findLast(({ atMs }) => atMs < performance.now() - latelyMs)
    return last !== undefined && last.bytes > (before?.bytes ?? Infinity)
  }

  async #sample(): Promise<void> {
    const size = await this.#measure()
    if (size === null) return
    this.#sizes = [...this.#sizes.filter(({ atMs }) => atMs > size.atMs - keptMs), size]
  }

  /** The file that is appended to, the newest of its kind. */
  async #measure(): Promise<Size | null> {
    const names = await readdir(this.#directory).catch(() => [])
    const newest = names
      .filter((name) => name.endsWith('.incr.aof'))
      .toSorted((one, other) => sequenceOf(one) - sequenceOf(other))
      .at(-1)
    if (newest === undefined) return null
    const file = join(this.#directory, newest)
    const bytes = await stat(file).then(
      ({ size }) => size,
      () => null,
    )
    return bytes === null ? null : { atMs: performance.now(), file, bytes }
  }
}

const sequenceOf = (name: string): number => Number(/\.(\d+)\.incr\.aof$/.exec(name)?.[1] ?? 0)
