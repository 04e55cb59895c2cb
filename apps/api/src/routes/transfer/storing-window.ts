/**
 * Batches of an import on their way into the database, a few at a time: while one waits for an answer,
 * another is prepared. Two that name the same document are never under way together, so that lines
 * with one id keep their order; and whichever ends first, they are settled in the order of their lines.
 */
import type { Batch } from './batch.ts'

export interface StoringWindowOptions {
  /** Batches under way at a time. */
  readonly size: number
  readonly store: (batch: Batch) => Promise<void>
  /** Told of each batch that is stored, when all before it are. */
  readonly onSettled: (batch: Batch) => void
}

interface Storing {
  readonly batch: Batch
  readonly stored: Promise<void>
}

export class StoringWindow {
  readonly #options: StoringWindowOptions
  readonly #underWay: Storing[] = []
  #hasFailed = false

  constructor(options: StoringWindowOptions) {
    this.#options = options
  }

  /** Resolves once there is room and it has begun. @throws what storing an earlier one threw */
  async add(batch: Batch): Promise<void> {
    while (this.#mustWait(batch)) await this.#settleOldest()
    const stored = this.#options.store(batch)
    stored.catch(() => (this.#hasFailed = true))
    this.#underWay.push({ batch, stored })
  }

  /** Waits for all, also for those behind one that failed. @throws what the first of them threw */
  async end(): Promise<void> {
    try {
      while (this.#underWay.length > 0) await this.#settleOldest()
    } finally {
      await Promise.allSettled(this.#underWay.map(({ stored }) => stored))
    }
  }

  #mustWait(batch: Batch): boolean {
    const isFull = this.#underWay.length >= this.#options.size
    return this.#hasFailed || isFull || this.#underWay.some((one) => one.batch.overlaps(batch))
  }

  async #settleOldest(): Promise<void> {
    const [oldest] = this.#underWay
    if (!oldest) return
    await oldest.stored
    this.#underWay.shift()
    this.#options.onSettled(oldest.batch)
  }
}
