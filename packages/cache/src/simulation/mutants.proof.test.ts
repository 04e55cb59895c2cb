/**
 * Takes the guards of the protocol out of the real sources, one at a time, and expects the
 * search to notice. A guard whose removal goes unnoticed is either superfluous or unproven.
 */
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mutantsFolder, mutatedSources, type Mutation } from './mutation.ts'
import type * as SearchModule from './search.ts'
import { ALL_RULES, type Rule } from './search.ts'

interface Mutant extends Mutation {
  readonly guard: string
  readonly breaks: readonly Rule[]
  /** Fences that fall early: the situation the guard is for. */
  readonly writerMs?: number
}

const MEMORY = 'tiers/memory-tier.ts'
const WRITERS = 'tiers/memory-writers.ts'

const MUTANTS: readonly Mutant[] = [
  {
    guard: 'a fill needs its lease',
    file: MEMORY,
    replace: 'if (lease?.token !== token || lease.expiresAtMs <= this.#now()) {',
    by: 'if (lease === null) {',
    breaks: ['stale'],
  },
  {
    guard: 'a fill without any lease is rejected, not taken for an untouched key',
    file: MEMORY,
    replace: 'if (lease?.token !== token || lease.expiresAtMs <= this.#now()) {',
    by: 'if (lease !== undefined && lease.token !== token) {',
    breaks: ['stale'],
  },
  {
    guard: 'the beginning of a write removes value and lease',
    file: MEMORY,
    replace: 'this.#writers.add(keys.writers, fence)\n      this.#forget(keys)',
    by: 'this.#writers.add(keys.writers, fence)',
    breaks: ALL_RULES,
  },
  {
    guard: 'the beginning of a write announces the writer',
    file: MEMORY,
    replace: 'this.#writers.add(keys.writers, fence)',
    by: 'void fence',
    breaks: ALL_RULES,
  },
  {
    guard: 'the end of a write removes value and lease',
    file: MEMORY,
    replace: 'this.#writers.remove(keys.writers, token)\n      this.#forget(keys)',
    by: 'this.#writers.remove(keys.writers, token)',
    breaks: ['stale'],
    writerMs: 120,
  },
  {
    guard: 'a writer lifts only its own fence',
    file: WRITERS,
    replace: 'this.#keep(key, (writer) => writer.token !== token)',
    by: 'this.#keep(key, () => token === "")',
    breaks: ALL_RULES,
  },
  {
    guard: 'nobody gets a lease while a write is under way',
    file: MEMORY,
    replace: "if (this.#writers.active(keys.writers)) return { outcome: 'writing' }",
    by: '',
    breaks: ALL_RULES,
  },
  {
    guard: 'a follower takes only a result that is proven newer than its arrival',
    file: 'single-flight.ts',
    replace: 'if (result.proof > arrival) return',
    by: 'return',
    breaks: ['stale'],
  },
  {
    guard: 'a stored fill proves what held when it was sent, not when it was answered',
    file: 'document-cache.ts',
    replace: 'return stored ? { ...miss, stored, ttlMs: freshUntilMs - nowMs, proof } : miss',
    by: 'return { ...miss, stored, proof: this.#flights.stamp() + (proof - proof) }',
    breaks: ['stale'],
  },
  {
    guard: 'a read past the cache proves what held when it began',
    file: 'document-cache.ts',
    replace: "return { entry, outcome: 'bypass', stored: false, ttlMs: 0, proof }",
    by: "return { entry, outcome: 'bypass', stored: false, ttlMs: 0, proof: this.#flights.stamp() + (proof - proof) }",
    breaks: ['stale'],
  },
  {
    guard: 'the fence stands before the database is written',
    file: 'fenced-writes.ts',
    replace:
      'const fence = await this.#begin(write)\n    const { done, changes } = await this.#within(fence, { run, announce })',
    by: 'const done = await run()\n    const fence = await this.#begin(write)\n    const changes = []\n    await this.#end(fence, changes)',
    breaks: ALL_RULES,
  },
  {
    guard: 'a write is acknowledged only after its fence is lifted',
    file: 'fenced-writes.ts',
    replace: 'if (over) await this.#end(fence, changes)',
    by: 'if (over) void this.#end(fence, changes)',
    breaks: ['stale'],
    writerMs: 120,
  },
]

describe('the search notices when it is not so that', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mutantsFolder()
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each(MUTANTS)('$guard', { timeout: 60_000 }, async (mutant) => {
    const url = new URL('simulation/search.ts', await mutatedSources(folder, mutant)).href
    const mutated: typeof SearchModule = await import(/* @vite-ignore */ url)
    const { breaks: rules, writerMs } = mutant
    const found = await mutated.search({
      runs: 20_000,
      rules,
      ...(writerMs === undefined ? {} : { limits: { writerMs } }),
    })
    expect(found).not.toBeNull()
  })
})
