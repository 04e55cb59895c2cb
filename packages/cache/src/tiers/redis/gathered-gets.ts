/**
 * Reads of one connection, gathered: what is asked for in one turn of the event loop, or while an
 * earlier answer is awaited, travels as one MGET. At most one is under way, so the busier the
 * process, the larger the batches and the less each read costs.
 *
 * Invariant: a read reaches the server that was known when it was asked for, or fails. It leaves
 * later than it was asked for, so the identity is compared once more when it does.
 */
import { TierUnavailableError } from '../tier-errors.ts'

export interface GatheredGetsDependencies {
  /** The values of keys, in their order, in one command that is sent before this returns. */
  readonly ask: (keys: string[]) => Promise<(Buffer | null)[]>
  /** Of the server that `ask` reaches; null: it is not known. */
  readonly identity: () => string | null
}

interface Waiting {
  readonly key: string
  readonly identity: string | null
  readonly resolve: (value: Buffer | null) => void
  readonly reject: (error: unknown) => void
}

/** A reply of many large values must not hold up the next reads for long. */
const MAX_KEYS = 128

export class GatheredGets {
  readonly #deps: GatheredGetsDependencies
  #waiting: Waiting[] = []
  /** A batch is under way, or about to leave. */
  #busy = false

  constructor(dependencies: GatheredGetsDependencies) {
    this.#deps = dependencies
  }

  get(key: string): Promise<Buffer | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, identity: this.#deps.identity(), resolve, reject })
      if (!this.#busy) this.#schedule()
    })
  }

  #schedule(): void {
    this.#busy = true
    setImmediate(() => void this.#send())
  }

  async #send(): Promise<void> {
    const batch = this.#next()
    try {
      const values = batch.length === 0 ? [] : await this.#deps.ask(batch.map(({ key }) => key))
      for (let index = 0; index < batch.length; index++)
        batch[index]?.resolve(values[index] ?? null)
    } catch (error) {
      // Those that wait would only wait as long once more.
      for (const { reject } of [...batch, ...this.#waiting.splice(0)]) reject(error)
    }
    this.#busy = false
    if (this.#waiting.length > 0) this.#schedule()
  }

  #next(): Waiting[] {
    const identity = this.#deps.identity()
    return this.#waiting.splice(0, MAX_KEYS).filter((read) => {
      if (identity !== null && read.identity === identity) return true
      read.reject(new TierUnavailableError())
      return false
    })
  }
}
