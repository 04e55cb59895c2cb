/**
 * Measures, in production, what the cache promises: some hits are compared with the database.
 * A difference alone proves nothing, since a write may have come in between; but then the cache
 * has forgotten the old value. One that still serves it although the database has had another
 * is stale: that is counted, logged, and removed.
 */
import type { CacheRead } from '@cstore/cache'

export type ProbeOutcome = 'agree' | 'overtaken' | 'disagree' | 'failed'

export interface StalenessProbeDependencies {
  /** One hit in so many is probed; 0: none. */
  readonly oneIn: number
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly onOutcome: (outcome: ProbeOutcome) => void
}

/** How to look again at what was read. */
export interface Probed {
  /** The entity tag that the database has now; empty when there is no document. */
  readonly stored: () => Promise<string>
  readonly readAgain: () => Promise<CacheRead>
  readonly purge: () => Promise<void>
}

export class StalenessProbe {
  readonly #deps: StalenessProbeDependencies
  #busy = false

  constructor(dependencies: StalenessProbeDependencies) {
    this.#deps = dependencies
  }

  /** Returns at once; one probe at a time, so that it stays a sample under load. */
  consider(read: CacheRead, howToLook: () => Probed): void {
    const { oneIn, random, onOutcome } = this.#deps
    if (read.outcome !== 'hit' || this.#busy || oneIn === 0 || random() * oneIn >= 1) return
    this.#busy = true
    void this.#probe(read, howToLook()).then(onOutcome)
  }

  async #probe(read: CacheRead, probed: Probed): Promise<ProbeOutcome> {
    try {
      return await compare(read, probed)
    } catch {
      return 'failed'
    } finally {
      this.#busy = false
    }
  }
}

async function compare(
  { entry: { etag } }: CacheRead,
  { stored, readAgain, purge }: Probed,
): Promise<ProbeOutcome> {
  if ((await stored()) === etag) return 'agree'
  const again = await readAgain()
  if (again.outcome !== 'hit' || again.entry.etag !== etag) return 'overtaken'
  // It may have been written back to what it was.
  if ((await stored()) === etag) return 'overtaken'
  await purge()
  return 'disagree'
}
