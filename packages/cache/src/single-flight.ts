/**
 * Coalesces concurrent loads of one key in one process, without losing read-your-writes.
 *
 * Plain coalescing hands a reader a result from before it arrived: a write may have been
 * acknowledged in between. Here every result carries a proof: a stamp drawn just before the
 * command was sent that shows the result to be current. A reader that arrived before that
 * stamp may share the result; one that came later starts over, and then meets a flight that
 * began after it arrived, so it starts over at most once.
 */
export interface Proven {
  /** From `stamp()`, drawn before the step that proves the result current was begun. */
  readonly proof: number
}

export class SingleFlight<T extends Proven> {
  readonly #flights = new Map<string, Promise<T>>()
  #stamps = 0

  /** A moment on this process's own logical clock. */
  stamp(): number {
    return ++this.#stamps
  }

  /** `start` runs for one of the callers; a failure is shared, as it is not older than anyone. */
  async run(key: string, start: () => Promise<T>): Promise<{ result: T; collapsed: boolean }> {
    const arrival = this.stamp()
    for (;;) {
      const flight = this.#flights.get(key)
      if (!flight) return { result: await this.#lead(key, start), collapsed: false }
      const result = await flight
      if (result.proof > arrival) return { result, collapsed: true }
    }
  }

  has(key: string): boolean {
    return this.#flights.has(key)
  }

  #lead(key: string, start: () => Promise<T>): Promise<T> {
    // Removed before it settles, so that whoever must start over never meets it again.
    const flight = start().finally(() => this.#flights.delete(key))
    this.#flights.set(key, flight)
    return flight
  }
}
