import { setImmediate as nextTurn } from 'node:timers/promises'
import { CommandError } from '../command-error.ts'

/** Records between two looks at the clock. */
const STRIDE = 256
/** How long others may have to wait for a scan, milliseconds. */
const SLICE_MS = 8

/** When a command must be over, as `maxTimeMS` says; checked while scanning. */
export class Deadline {
  readonly #atMs: number
  readonly #now: () => number

  /** @param maxTimeMs 0: no limit */
  constructor(maxTimeMs: number, now: () => number = () => performance.now()) {
    this.#now = now
    this.#atMs = maxTimeMs === 0 ? Number.POSITIVE_INFINITY : now() + maxTimeMs
  }

  nowMs(): number {
    return this.#now()
  }

  check(nowMs: number): void {
    if (nowMs >= this.#atMs)
      throw new CommandError('MaxTimeMSExpired', 'operation exceeded time limit')
  }
}

/** Visits until `visit` answers true, in one go. Answers whether it did. */
export function scanAtOnce<T>(
  items: Iterable<T>,
  visit: (item: T) => boolean,
  deadline: Deadline,
): boolean {
  let visited = 0
  for (const item of items) {
    if (visit(item)) return true
    if (++visited % STRIDE === 0) deadline.check(deadline.nowMs())
  }
  return false
}

export interface ScanResult {
  readonly stopped: boolean
  /** Others ran in between: what was seen first may have changed since. */
  readonly yielded: boolean
}

/** Visits until `visit` answers true, letting others run in between. */
export async function scan<T>(
  items: Iterable<T>,
  visit: (item: T) => boolean,
  deadline: Deadline,
): Promise<ScanResult> {
  let visited = 0
  let yielded = false
  let sliceStartMs = deadline.nowMs()
  for (const item of items) {
    if (visit(item)) return { stopped: true, yielded }
    if (++visited % STRIDE !== 0) continue
    const nowMs = deadline.nowMs()
    deadline.check(nowMs)
    if (nowMs - sliceStartMs < SLICE_MS) continue
    await nextTurn()
    yielded = true
    sliceStartMs = deadline.nowMs()
  }
  return { stopped: false, yielded }
}
