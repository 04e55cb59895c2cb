/** When requests are due. */
export interface Arrivals {
  /** When the next one is, milliseconds from the beginning. */
  due(nowMs: number): number
  advance(): void
}

/** Always at once: whoever is free asks. */
export const immediately: Arrivals = { due: (nowMs) => nowMs, advance: () => undefined }

/**
 * Clients that know nothing of each other (a Poisson process): some come together, and they come
 * whether or not the server is done with those before. Seeded: the same for every contender.
 */
export class Independent implements Arrivals {
  readonly #perMs: number
  #nextMs = 0
  #state = 7

  constructor(perSecond: number) {
    this.#perMs = perSecond / 1000
    this.advance()
  }

  due(): number {
    return this.#nextMs
  }

  advance(): void {
    this.#nextMs -= Math.log(1 - this.#random()) / this.#perMs
  }

  /** xorshift32; uniform in [0, 1). */
  #random(): number {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return (this.#state >>> 0) / 2 ** 32
  }
}
