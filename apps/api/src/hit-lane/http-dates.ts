/**
 * Dates as HTTP has them (RFC 9110 §5.6.7). Making one costs more than finding one again, and
 * documents that were written in the same second share theirs.
 */
const MAX_DATES = 4096

export class HttpDates {
  readonly #bySecond = new Map<number, string>()

  /** `ms`: since 1970. */
  of(ms: number): string {
    const second = Math.floor(ms / 1000)
    const known = this.#bySecond.get(second)
    if (known !== undefined) return known
    const made = new Date(ms).toUTCString()
    if (this.#bySecond.size >= MAX_DATES) this.#bySecond.clear()
    this.#bySecond.set(second, made)
    return made
  }
}
