/**
 * Takes the guards of lists out of the real sources, one at a time, as `mutants.test.ts` does with
 * those of documents. Filling has no guard against active writers: whoever began to load before a
 * write has an older generation, and nobody begins during one.
 */
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mutantsFolder, mutatedSources, type Mutation } from '../mutation.ts'
import { ALL_RULES, type Rule } from '../search.ts'
import type * as SearchModule from './list-search.ts'

interface ListMutant extends Mutation {
  readonly guard: string
  readonly breaks: readonly Rule[]
  /** Fences that fall early: the situation the guard is for. */
  readonly writerMs?: number
}

const CACHE = 'lists/list-cache.ts'
const WRITES = 'fenced-writes.ts'
const MEMORY = 'tiers/memory-lists.ts'

const MUTANTS: readonly ListMutant[] = [
  {
    guard: 'a page counts only under its generation',
    file: CACHE,
    replace: 'return page?.generation === generation ? page : null',
    by: 'return page',
    breaks: ['stale'],
  },
  {
    guard: 'a page does not count without a generation',
    file: CACHE,
    replace: 'return page?.generation === generation ? page : null',
    by: 'return generation === null || page?.generation === generation ? page : null',
    breaks: ['stale'],
  },
  {
    guard: 'a page is stored only while the generation is that of before its load',
    file: MEMORY,
    replace: "if (this.#generation(keys) !== generation) return 'rejected'",
    by: '',
    breaks: ['stale'],
  },
  {
    guard: 'nobody begins to load a page while a write is under way',
    file: MEMORY,
    replace: "if (this.#writers.active(keys.writers)) return { outcome: 'writing' }",
    by: '',
    breaks: ALL_RULES,
  },
  {
    guard: 'the beginning of a write moves the generation on',
    file: MEMORY,
    replace: 'this.#writers.add(keys.writers, fence)\n    this.#moveOn(keys)',
    by: 'this.#writers.add(keys.writers, fence)',
    breaks: ALL_RULES,
  },
  {
    guard: 'the beginning of a write announces the writer',
    file: MEMORY,
    replace: 'this.#writers.add(keys.writers, fence)\n    this.#moveOn(keys)',
    by: 'this.#moveOn(keys)',
    breaks: ALL_RULES,
  },
  {
    guard: 'the end of a write moves the generation on',
    file: MEMORY,
    replace: 'this.#writers.remove(keys.writers, token)\n    this.#moveOn(keys)',
    by: 'this.#writers.remove(keys.writers, token)',
    breaks: ['stale'],
    writerMs: 120,
  },
  {
    guard: 'a missing generation begins at one that never was',
    file: MEMORY,
    replace: 'this.#generation(keys) ?? this.#neverBefore()',
    by: "this.#generation(keys) ?? '0.0.0'",
    breaks: ['stale'],
  },
  {
    guard: 'a write does not move a missing generation on from zero',
    file: MEMORY,
    replace: "this.#generation(keys)?.split('.') ?? []",
    by: "(this.#generation(keys) ?? '0.0.0').split('.')",
    breaks: ['stale'],
  },
  {
    guard: 'a stored page proves what held when it was sent, not when it was answered',
    file: CACHE,
    replace: "return { body, outcome: 'miss', stored: true, ttlMs, proof }",
    by: "return { body, outcome: 'miss', stored: true, ttlMs, proof: this.#flights.stamp() + (proof - proof) }",
    breaks: ['stale'],
  },
  {
    guard: 'a page that was not stored proves only what held before its load',
    file: CACHE,
    replace: "return { body, outcome: 'miss', stored: false, ttlMs: 0, proof: loadProof }",
    by: "return { body, outcome: 'miss', stored: false, ttlMs: 0, proof: proof + (loadProof - loadProof) }",
    breaks: ['stale'],
  },
  {
    guard: 'a page read past the cache proves what held before its load',
    file: CACHE,
    replace: "return { body, outcome: 'bypass', stored: false, ttlMs: 0, proof }",
    by: "return { body, outcome: 'bypass', stored: false, ttlMs: 0, proof: this.#flights.stamp() + (proof - proof) }",
    breaks: ['stale'],
  },
  {
    guard: 'a write announces itself to the lists of its collections',
    file: WRITES,
    replace: '...fence.lists.map(async (keys) => this.#tier(fence).beginListWrite(keys, request)),',
    by: '',
    breaks: ALL_RULES,
  },
  {
    guard: 'a write is acknowledged only after the lists of its collections moved on',
    file: WRITES,
    replace:
      '...lists.map((keys) => this.#lift(() => this.#tier(fence).endListWrite(keys, token))),',
    by: '',
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
    const url = await mutatedSources(folder, mutant)
    const module = new URL('simulation/lists/list-search.ts', url).href
    const mutated: typeof SearchModule = await import(/* @vite-ignore */ module)
    const { breaks: rules, writerMs } = mutant
    expect(await mutated.searchLists({ runs: 20_000, rules, writerMs })).not.toBeNull()
  })
})
