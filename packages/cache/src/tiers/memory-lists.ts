import type { LRUCache } from 'lru-cache'
import type { ListKeys } from '../cache-key.ts'
import { MemoryWriters } from './memory-writers.ts'
import {
  GENERATION_MS,
  type CachedPage,
  type FillPageRequest,
  type PageBegun,
  type WriteFence,
} from './tier.ts'

/**
 * The list steps of the memory tier. Generations and pages live among the tier's values, under
 * the same bound: losing either only means a miss.
 */
export class MemoryLists {
  readonly #values: LRUCache<string, Buffer>
  readonly #writers: MemoryWriters
  readonly #now: () => number
  #started = 0

  constructor(values: LRUCache<string, Buffer>, now: () => number) {
    this.#values = values
    this.#now = now
    this.#writers = new MemoryWriters(now)
  }

  getPage(keys: ListKeys): CachedPage {
    const page = this.#values.get(keys.page) ?? null
    return { generation: this.#generation(keys) ?? null, page }
  }

  beginPage(keys: ListKeys): PageBegun {
    if (this.#writers.active(keys.writers)) return { outcome: 'writing' }
    const generation = this.#generation(keys) ?? this.#neverBefore()
    this.#values.set(keys.generation, Buffer.from(generation), { ttl: GENERATION_MS })
    return { outcome: 'load', generation }
  }

  fillPage(keys: ListKeys, { generation, value, ttlMs }: FillPageRequest): 'stored' | 'rejected' {
    if (this.#generation(keys) !== generation) return 'rejected'
    this.#values.set(keys.page, value, { ttl: ttlMs })
    return 'stored'
  }

  beginWrite(keys: ListKeys, fence: WriteFence): void {
    this.#writers.add(keys.writers, fence)
    this.#moveOn(keys)
  }

  endWrite(keys: ListKeys, token: string): void {
    this.#writers.remove(keys.writers, token)
    this.#moveOn(keys)
  }

  #generation(keys: ListKeys): string | undefined {
    return this.#values.get(keys.generation)?.toString('latin1')
  }

  /** The counter tells two starts in one millisecond apart, and starts after a clock set back. */
  #neverBefore(): string {
    return `${this.#now()}.${++this.#started}.0`
  }

  /** A generation that is missing stays missing: no page counts then and no fill is taken. */
  #moveOn(keys: ListKeys): void {
    const [start, count, moves] = this.#generation(keys)?.split('.') ?? []
    if (moves === undefined) return
    const next = `${start}.${count}.${Number(moves) + 1}`
    this.#values.set(keys.generation, Buffer.from(next), { ttl: GENERATION_MS })
  }
}
