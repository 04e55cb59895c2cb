/** Takes the guards of the epochs out, one at a time, and expects the search to notice. */
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as SearchModule from './epoch-search.ts'
import { mutantsFolder, mutatedSources, type Mutation } from './mutation.ts'

const EPOCHS = 'epoch/shared-epochs.ts'

const MUTANTS: readonly (Mutation & { readonly guard: string })[] = [
  {
    guard: 'reads stop at a view that is too old',
    file: EPOCHS,
    replace: 'return this.#view.fresh() ? this.#readGround(true) : this.#confirmedReadGround()',
    by: 'return this.#readGround(true)',
  },
  {
    guard: 'reads and fills only while the cache is open',
    file: EPOCHS,
    replace: "if (!state || state.phase !== 'open' || state.server",
    by: 'if (!state || state.server',
  },
  {
    guard: 'each step goes to the server that the read set out for',
    file: 'epoch/tier-on-ground.ts',
    replace: 'if (tier.identity() !== server) throw',
    by: 'if (tier.identity() === null) throw',
  },
  {
    guard: 'a write without a fence waits until nobody reads',
    file: EPOCHS,
    replace: 'const waitMs = SETTLE_MS - this.#view.phaseMs()',
    by: 'const waitMs = 0',
  },
  {
    guard: 'the cache opens under a new epoch',
    file: EPOCHS,
    replace: "return { epoch: state.epoch + 1, phase: 'opening'",
    by: "return { epoch: state.epoch, phase: 'opening'",
  },
  {
    guard: 'everyone fences before anyone reads again',
    file: EPOCHS,
    replace: "return { epoch: state.epoch + 1, phase: 'opening'",
    by: "return { epoch: state.epoch + 1, phase: 'open'",
  },
  {
    guard: 'opening lasts until everyone knows',
    file: EPOCHS,
    replace: 'this.#view.unchangedMs() >= SETTLE_MS',
    by: 'this.#view.unchangedMs() >= 0',
  },
  {
    guard: 'a write that outlasts its epoch clears the next one',
    file: 'fenced-writes.ts',
    replace: 'if (ground.epoch === epoch) return',
    by: 'if (ground.epoch !== "") return',
  },
]

describe('the search notices when it is not so that', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mutantsFolder()
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each(MUTANTS)('$guard', { timeout: 60_000 }, async (mutant) => {
    const sources = await mutatedSources(folder, mutant)
    const { href } = new URL('simulation/epoch-search.ts', sources)
    const mutated: typeof SearchModule = await import(/* @vite-ignore */ href)
    expect(await mutated.searchEpochs({ runs: 40_000, policy: 'available' })).not.toBeNull()
  })
})
